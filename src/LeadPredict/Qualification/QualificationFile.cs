using System.Security.Cryptography;
using System.Text.Json;
using LeadPredict.Data;

namespace LeadPredict.Qualification;

/// <summary>
/// Reads and writes <see cref="QualificationRules"/> as JSON (<c>qualification.json</c>): comments and commas at the end are allowed, unknown keys are refused, and every
/// problem is named with line and character. See docs/QUALIFICATION.md.
/// </summary>
public static class QualificationFile
{
    /// <summary>The rules in the file at <paramref name="path"/>.</summary>
    /// <exception cref="LeadPredictException">The file cannot be read (LP0801) or used (LP0802 to LP0818); all problems.</exception>
    public static QualificationRules Read(string path) => Parse(Bytes(path), path);

    /// <summary>The file as it is, to see whether it changed.</summary>
    /// <exception cref="LeadPredictException">It cannot be read (LP0801).</exception>
    public static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LeadPredictException(QualificationErrors.CannotRead(path), e);
        }
    }

    /// <summary>The rules in <paramref name="json"/> (UTF-8); <paramref name="source"/> names it in errors.</summary>
    /// <exception cref="LeadPredictException">They cannot be used (LP0802 to LP0818); all problems.</exception>
    public static QualificationRules Parse(ReadOnlySpan<byte> json, string source)
    {
        if (json.StartsWith("\uFEFF"u8)) json = json[3..];
        PlacedJson document;
        try
        {
            document = PlacedJson.Parse(json);
        }
        catch (JsonException e)
        {
            throw new LeadPredictException(QualificationErrors.Broken(source, (e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1), e);
        }
        catch (InvalidOperationException e)
        {
            // A text that is no UTF-8.
            throw new LeadPredictException(QualificationErrors.Broken(source, 0, 0), e);
        }
        return Hashed(new QualificationReader(source).Read(document));
    }

    /// <summary>The rules as JSON that <see cref="Parse"/> reads back; whatever was left out has its usual value or is left out.</summary>
    public static byte[] ToJson(QualificationRules rules) => [.. QualificationWriter.Write(rules, indented: true), (byte)'\n'];

    /// <summary>The one form of these rules: keys in one order, no spaces, no comments. Its hash names them.</summary>
    public static byte[] ToCanonicalJson(QualificationRules rules) => QualificationWriter.Write(rules, indented: false);

    /// <summary>The rules with their hash.</summary>
    internal static QualificationRules Hashed(QualificationRules rules) =>
        rules with { Hash = Convert.ToHexStringLower(SHA256.HashData(ToCanonicalJson(rules)))[..12] };
}
