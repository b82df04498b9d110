using System.Buffers.Binary;
using System.Text.Json;

namespace LeadPredict.Api.Inference;

/// <summary>A request of the protocol that cannot be used; the message names the tensor and the row, never a value.</summary>
sealed class InferenceException(string message) : Exception(message);

/// <summary>
/// One input: n values of one datatype, from JSON or from bytes (little-endian; BYTES with a 4-byte length before each). Read once from front to back.
/// </summary>
sealed class InputTensor
{
    readonly JsonEncodedText _property;
    readonly ReadOnlyMemory<byte> _bytes;
    readonly bool _binary;
    JsonElement.ArrayEnumerator _values;
    int _offset;

    InputTensor(string name, string type, long rows)
    {
        (Name, Type, Rows) = (name, type, rows);
        _property = JsonEncodedText.Encode(name);
    }

    InputTensor(string name, string type, long rows, JsonElement values) : this(name, type, rows) => _values = values.EnumerateArray();

    InputTensor(string name, string type, long rows, ReadOnlyMemory<byte> bytes) : this(name, type, rows) => (_bytes, _binary) = (bytes, true);

    public string Name { get; }

    public string Type { get; }

    /// <summary>Values, one a lead.</summary>
    public long Rows { get; }

    /// <summary>The tensor of an entry of <c>inputs</c>.</summary>
    /// <param name="binary">What follows the JSON; the part that is this tensor's is taken off its front.</param>
    public static InputTensor Read(JsonElement input, ref ReadOnlyMemory<byte> binary)
    {
        if (input.ValueKind != JsonValueKind.Object || !input.TryGetProperty("name", out var named) || named.ValueKind != JsonValueKind.String)
            throw new InferenceException("Every entry of 'inputs' must be an object with a 'name'.");
        var name = named.GetString()!;
        var type = input.TryGetProperty("datatype", out var typed) && typed.ValueKind == JsonValueKind.String ? typed.GetString()! : "";
        if (type != "BYTES" && SizeOf(type) == 0)
            throw new InferenceException($"Input '{name}': 'datatype' must be BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, FP32, FP64 or BYTES.");
        var rows = RowsOf(input, name);
        if (BinarySize(input, name) is { } size)
        {
            if (input.TryGetProperty("data", out _)) throw new InferenceException($"Input '{name}' has both 'data' and 'binary_data_size'.");
            if (size > binary.Length) throw new InferenceException($"Input '{name}': {size} bytes are announced, {binary.Length} follow. Send the header Inference-Header-Content-Length.");
            if (type != "BYTES" && size != rows * SizeOf(type)) throw new InferenceException($"Input '{name}': {rows} values of {type} are {rows * SizeOf(type)} bytes, not {size}.");
            var own = binary[..size];
            binary = binary[size..];
            return new InputTensor(name, type, rows, own);
        }
        if (!input.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array) throw new InferenceException($"Input '{name}': 'data' must be an array.");
        if (data.GetArrayLength() != rows) throw new InferenceException($"Input '{name}': the shape says {rows} values, 'data' has {data.GetArrayLength()}.");
        return new InputTensor(name, type, rows, data);
    }

    static long RowsOf(JsonElement input, string name)
    {
        if (!input.TryGetProperty("shape", out var shape) || shape.ValueKind != JsonValueKind.Array) throw new InferenceException($"Input '{name}': 'shape' must be an array.");
        if (shape.GetArrayLength() is 1 or 2 && IsDimension(shape[0], out var rows) && (shape.GetArrayLength() == 1 || (IsDimension(shape[1], out var width) && width == 1))) return rows;
        throw new InferenceException($"Input '{name}': 'shape' must be [n] or [n, 1]: one value a lead.");

        static bool IsDimension(JsonElement value, out long dimension)
        {
            dimension = 0;
            return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out dimension) && dimension is >= 0 and <= int.MaxValue;
        }
    }

    static int? BinarySize(JsonElement input, string name)
    {
        if (!input.TryGetProperty("parameters", out var parameters) || parameters.ValueKind != JsonValueKind.Object) return null;
        if (parameters.TryGetProperty("shared_memory_region", out _)) throw new InferenceException($"Input '{name}': shared memory is not supported. Send the data.");
        if (!parameters.TryGetProperty("binary_data_size", out var size)) return null;
        return size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out var bytes) && bytes >= 0 ? bytes
            : throw new InferenceException($"Input '{name}': 'binary_data_size' must be a number of bytes.");
    }

    static int SizeOf(string type) => type switch
    {
        "BOOL" or "UINT8" or "INT8" => 1,
        "UINT16" or "INT16" or "FP16" => 2,
        "UINT32" or "INT32" or "FP32" => 4,
        "UINT64" or "INT64" or "FP64" => 8,
        _ => 0,
    };

    /// <summary>Writes the next value as a member of a lead.</summary>
    public void WriteNext(Utf8JsonWriter lead, long row)
    {
        lead.WritePropertyName(_property);
        if (_binary) WriteBytes(lead, row);
        else WriteJson(lead, row);
    }

    void WriteJson(Utf8JsonWriter lead, long row)
    {
        _values.MoveNext();
        var value = _values.Current;
        // Data may be nested as the shape is: [[1], [2]] for [2, 1].
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1) value = value[0];
        var fits = value.ValueKind switch
        {
            JsonValueKind.Null => true,
            JsonValueKind.String => Type == "BYTES",
            JsonValueKind.True or JsonValueKind.False => Type == "BOOL",
            JsonValueKind.Number => Type is not "BYTES" and not "BOOL",
            _ => false,
        };
        if (!fits) throw new InferenceException($"Input '{Name}', row {row}: the value is not of datatype {Type}. A value that is not known is null.");
        try
        {
            value.WriteTo(lead);
        }
        catch (InvalidOperationException)
        {
            throw new InferenceException($"Input '{Name}', row {row}: the text is not Unicode.");
        }
    }

    void WriteBytes(Utf8JsonWriter lead, long row)
    {
        var rest = _bytes.Span[_offset..];
        if (Type == "BYTES")
        {
            var length = rest.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(rest) : uint.MaxValue;
            if (length > (uint)Math.Max(0, rest.Length - 4)) throw new InferenceException($"Input '{Name}', row {row}: the text is cut. Each needs its length in 4 bytes before it.");
            var text = rest.Slice(4, (int)length);
            if (!System.Text.Unicode.Utf8.IsValid(text)) throw new InferenceException($"Input '{Name}', row {row}: the text is not UTF-8.");
            lead.WriteStringValue(text);
            _offset += 4 + (int)length;
            return;
        }
        _offset += SizeOf(Type);
        switch (Type)
        {
            case "BOOL": lead.WriteBooleanValue(rest[0] != 0); break;
            case "UINT8": lead.WriteNumberValue((uint)rest[0]); break;
            case "INT8": lead.WriteNumberValue((sbyte)rest[0]); break;
            case "UINT16": lead.WriteNumberValue((uint)BinaryPrimitives.ReadUInt16LittleEndian(rest)); break;
            case "INT16": lead.WriteNumberValue((int)BinaryPrimitives.ReadInt16LittleEndian(rest)); break;
            case "UINT32": lead.WriteNumberValue(BinaryPrimitives.ReadUInt32LittleEndian(rest)); break;
            case "INT32": lead.WriteNumberValue(BinaryPrimitives.ReadInt32LittleEndian(rest)); break;
            case "UINT64": lead.WriteNumberValue(BinaryPrimitives.ReadUInt64LittleEndian(rest)); break;
            case "INT64": lead.WriteNumberValue(BinaryPrimitives.ReadInt64LittleEndian(rest)); break;
            case "FP16": WriteFloat(lead, (float)BinaryPrimitives.ReadHalfLittleEndian(rest), row); break;
            case "FP32": WriteFloat(lead, BinaryPrimitives.ReadSingleLittleEndian(rest), row); break;
            default: WriteDouble(lead, BinaryPrimitives.ReadDoubleLittleEndian(rest), row); break;
        }
    }

    // numpy's usual mark of a missing value is NaN.
    void WriteFloat(Utf8JsonWriter lead, float value, long row)
    {
        if (float.IsFinite(value)) lead.WriteNumberValue(value);
        else WriteDouble(lead, value, row);
    }

    void WriteDouble(Utf8JsonWriter lead, double value, long row)
    {
        if (double.IsFinite(value)) lead.WriteNumberValue(value);
        else if (double.IsNaN(value)) lead.WriteNullValue();
        else throw new InferenceException($"Input '{Name}', row {row}: the number is infinite.");
    }

    /// <summary>Checks that nothing is left over.</summary>
    public void End()
    {
        if (_binary && _offset != _bytes.Length) throw new InferenceException($"Input '{Name}': there are more bytes than the shape has values.");
    }
}
