using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using LeadPredict.Serving;

namespace LeadPredict.Api.Inference;

/// <summary>Writes one output of all predictions: its entry, and its values as JSON within or as bytes after it.</summary>
static class OutputTensor
{
    const int TextBytes = 4 + 1, NumberBytes = 8;

    public static void WriteJson(Utf8JsonWriter json, ModelTensors.Output tensor, bool binary, ReadOnlySpan<LeadPrediction> predictions)
    {
        json.WriteStartObject();
        json.WriteString("name", tensor.Name);
        json.WriteString("datatype", tensor.Type);
        json.WriteStartArray("shape");
        json.WriteNumberValue(predictions.Length);
        json.WriteEndArray();
        if (binary)
        {
            json.WriteStartObject("parameters");
            json.WriteNumber("binary_data_size", predictions.Length * (tensor.Type == "BYTES" ? TextBytes : NumberBytes));
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartArray("data");
            foreach (var prediction in predictions)
                if (tensor.Type == "BYTES") json.WriteStringValue([(char)tensor.Value(prediction)]);
                else json.WriteNumberValue(tensor.Value(prediction));
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    // A grade is one letter.
    public static void WriteBytes(ArrayBufferWriter<byte> output, ModelTensors.Output tensor, ReadOnlySpan<LeadPrediction> predictions)
    {
        foreach (var prediction in predictions)
        {
            var value = tensor.Value(prediction);
            var size = tensor.Type == "BYTES" ? TextBytes : NumberBytes;
            var room = output.GetSpan(size);
            if (tensor.Type == "BYTES")
            {
                BinaryPrimitives.WriteInt32LittleEndian(room, 1);
                room[4] = (byte)value;
            }
            else BinaryPrimitives.WriteDoubleLittleEndian(room, value);
            output.Advance(size);
        }
    }
}
