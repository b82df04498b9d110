using Microsoft.ML.Data;

namespace LeadPredict.MLNet;

/// <summary>One value that a lead may bring to an ML.NET model: a column, or a slot of a vector. Immutable.</summary>
/// <param name="Name">As a lead has it: the column's name, or the slot's.</param>
/// <param name="Column">Position among the columns that are fed.</param>
/// <param name="Slot">Position in the column's vector; -1 for a single value.</param>
/// <param name="Type">The value's ML.NET type.</param>
/// <param name="IsNeeded">Whether the prediction depends on it; others, such as the label, are not asked for.</param>
public sealed record ZipField(string Name, int Column, int Slot, DataViewType Type, bool IsNeeded)
{
    /// <summary>Numbers with NaN, and text, have a value for missing; other types have none.</summary>
    public bool CanBeMissing => Type is TextDataViewType || Type == NumberDataViewType.Single || Type == NumberDataViewType.Double;

    /// <summary>The type's name as ML.NET's DataKind has it.</summary>
    public string TypeName => Type is TextDataViewType ? "String" : Type.RawType.Name;

    internal string Expected => Type switch
    {
        TextDataViewType => "text",
        BooleanDataViewType => "true or false",
        DateTimeDataViewType => "a date such as 2026-03-31",
        _ when CanBeMissing => "a number",
        _ => "a whole number within its range",
    };
}

/// <summary>One column that is fed to the pipeline: a field of the class made for it.</summary>
/// <param name="Name">Its name in the model's schema.</param>
/// <param name="RawType">The type of its values.</param>
/// <param name="Size">Slots of a vector; 0 for a single value.</param>
/// <param name="KeyCount">Values of a key; 0 for other types.</param>
sealed record ZipColumn(string Name, Type RawType, int Size, ulong KeyCount);
