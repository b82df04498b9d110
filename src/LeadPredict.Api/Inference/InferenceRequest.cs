using System.Text.Json;
using LeadPredict.Modeling;

namespace LeadPredict.Api.Inference;

/// <summary>An inference request: leads as columns, and which outputs are wanted in which form.</summary>
sealed class InferenceRequest
{
    InferenceRequest(string? id, InputTensor[] inputs, (ModelTensors.Output, bool)[] outputs, int rows) => (Id, Inputs, Outputs, Rows) = (id, inputs, outputs, rows);

    /// <summary>To be given back; null for none.</summary>
    public string? Id { get; }

    public InputTensor[] Inputs { get; }

    /// <summary>The outputs that are wanted, and whether as bytes.</summary>
    public (ModelTensors.Output Output, bool Binary)[] Outputs { get; }

    /// <summary>Leads.</summary>
    public int Rows { get; }

    /// <exception cref="InferenceException">The request cannot be used.</exception>
    public static InferenceRequest Read(JsonElement root, ReadOnlyMemory<byte> binary, LeadModel model)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new InferenceException("The request must be a JSON object.");
        string? id = null;
        if (root.TryGetProperty("id", out var named))
            id = named.ValueKind == JsonValueKind.String ? named.GetString() : throw new InferenceException("'id' must be a string.");
        if (!root.TryGetProperty("inputs", out var entries) || entries.ValueKind != JsonValueKind.Array || entries.GetArrayLength() == 0)
            throw new InferenceException("'inputs' must be an array of tensors, one a column.");
        var inputs = new InputTensor[entries.GetArrayLength()];
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < inputs.Length; i++)
        {
            var input = inputs[i] = InputTensor.Read(entries[i], ref binary);
            if (!ModelTensors.IsColumn(model, input.Name)) throw new InferenceException($"Input '{input.Name}' is no column of the model. Its metadata lists what is.");
            if (!names.Add(input.Name)) throw new InferenceException($"Input '{input.Name}' comes twice.");
            if (input.Rows != inputs[0].Rows) throw new InferenceException($"Input '{input.Name}' has {input.Rows} rows, '{inputs[0].Name}' has {inputs[0].Rows}.");
        }
        if (!binary.IsEmpty) throw new InferenceException($"{binary.Length} bytes after the JSON belong to no input.");
        return new InferenceRequest(id, inputs, OutputsOf(root), (int)inputs[0].Rows);
    }

    static (ModelTensors.Output, bool)[] OutputsOf(JsonElement root)
    {
        var allBinary = Flag(root, "binary_data_output", "The request");
        if (!root.TryGetProperty("outputs", out var asked) || (asked.ValueKind == JsonValueKind.Array && asked.GetArrayLength() == 0)) return [.. ModelTensors.Outputs.Select(o => (o, allBinary))];
        if (asked.ValueKind != JsonValueKind.Array) throw new InferenceException("'outputs' must be an array.");
        return [.. asked.EnumerateArray().Select(entry =>
        {
            if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("name", out var named) || named.ValueKind != JsonValueKind.String)
                throw new InferenceException("Every entry of 'outputs' must be an object with a 'name'.");
            var output = ModelTensors.Outputs.FirstOrDefault(o => o.Name == named.GetString())
                ?? throw new InferenceException($"Output '{named.GetString()}' is not known. There are: {string.Join(", ", ModelTensors.Outputs.Select(o => o.Name))}.");
            var parameters = entry.TryGetProperty("parameters", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
            foreach (var unsupported in (ReadOnlySpan<string>)["classification", "shared_memory_region"])
                if (parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(unsupported, out _)) throw new InferenceException($"Output '{output.Name}': '{unsupported}' is not supported.");
            return (output, parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("binary_data", out _) ? Flag(entry, "binary_data", $"Output '{output.Name}'") : allBinary);
        })];
    }

    static bool Flag(JsonElement owner, string name, string who)
    {
        if (!owner.TryGetProperty("parameters", out var parameters) || parameters.ValueKind != JsonValueKind.Object || !parameters.TryGetProperty(name, out var flag)) return false;
        return flag.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => throw new InferenceException($"{who}: '{name}' must be true or false.") };
    }
}
