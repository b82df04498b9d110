using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Api.Inference;

/// <summary>A model as tensors: each column it uses is an input, and so are a prediction's numbers outputs; all of shape [n].</summary>
static class ModelTensors
{
    /// <summary>One output: its name, its datatype, and its value of a prediction.</summary>
    public sealed record Output(string Name, string Type, Func<LeadPrediction, double> Value);

    /// <summary>All outputs, in the order in which they are answered.</summary>
    public static readonly Output[] Outputs =
    [
        new("probability", "FP64", p => p.Probability),
        new("log_odds", "FP64", p => p.LogOdds),
        new("grade", "BYTES", p => p.Grade),
        new("percentile", "FP64", p => p.Percentile),
        new("interval_low", "FP64", p => p.Low),
        new("interval_high", "FP64", p => p.High),
    ];

    /// <summary>The columns that the model uses and the datatype that suits each; other datatypes are taken too, as long as their values can be read.</summary>
    public static IEnumerable<(string Column, string Type)> Inputs(LeadModel model)
    {
        foreach (var column in model.Schema.Columns)
            if (model.Encoder.Features.Any(f => f.Column.Name == column.Name) || (model.Encoder.NeedsTime && column.Role == ColumnRole.Time))
                yield return (column.Name, column.Kind switch { ColumnKind.Number => "FP64", ColumnKind.Boolean => "BOOL", _ => "BYTES" });
    }

    /// <summary>Whether a lead may have a field of this name: any column of the schema, used or not, and the usual names of ids.</summary>
    public static bool IsColumn(LeadModel model, string name) =>
        name is "lead_id" or "id" || model.Schema.Columns.Any(c => c.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
}
