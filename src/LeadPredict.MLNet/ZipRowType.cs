using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using Microsoft.ML.Data;

namespace LeadPredict.MLNet;

/// <summary>
/// Classes made at run time, since ML.NET's engines read their input from one: a public field a column, named by its attribute. One class for each list of columns, however often a model
/// is loaded. Thread safe.
/// </summary>
static class ZipRowType
{
    static readonly ModuleBuilder s_module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("LeadPredict.MLNet.Rows"), AssemblyBuilderAccess.Run).DefineDynamicModule("Rows");
    static readonly ConcurrentDictionary<string, Type> s_types = new(StringComparer.Ordinal);
    static readonly Lock s_making = new();

    /// <summary>The name of the field for a column.</summary>
    public static string FieldName(int column) => string.Create(null, $"Column{column}");

    public static Type For(IReadOnlyList<ZipColumn> columns)
    {
        var signature = string.Join('\n', columns.Select(c => $"{c.RawType} {c.Size} {c.KeyCount} {c.Name.Length} {c.Name}"));
        if (s_types.TryGetValue(signature, out var known)) return known;
        lock (s_making) return s_types.GetOrAdd(signature, _ => Make(columns));
    }

    static Type Make(IReadOnlyList<ZipColumn> columns)
    {
        var type = s_module.DefineType(string.Create(null, $"Row{s_types.Count}"), TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.Class);
        for (var c = 0; c < columns.Count; c++)
        {
            var column = columns[c];
            var field = type.DefineField(FieldName(c), column.Size > 0 ? column.RawType.MakeArrayType() : column.RawType, FieldAttributes.Public);
            Mark<ColumnNameAttribute>(field, [typeof(string)], column.Name);
            if (column.Size > 0) Mark<VectorTypeAttribute>(field, [typeof(int)], column.Size);
            if (column.KeyCount > 0) Mark<KeyTypeAttribute>(field, [typeof(ulong)], column.KeyCount);
        }
        return type.CreateType();
    }

    static void Mark<TAttribute>(FieldBuilder field, Type[] signature, object value) =>
        field.SetCustomAttribute(new CustomAttributeBuilder(typeof(TAttribute).GetConstructor(signature)!, [value]));
}
