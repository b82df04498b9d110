using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeadPredict.Api.Security;

/// <summary>What a key may do.</summary>
enum ApiRole
{
    /// <summary>Ask: everything but changing models.</summary>
    Predict,
    /// <summary>Change models too.</summary>
    Admin,
}

/// <summary>
/// A key as the service keeps it: <c>ID:ROLE:SHA256</c>, never the key. The key itself is <c>lp_ID_SECRET</c> with 256 random bits in its secret, so a plain
/// hash cannot be turned back: slow hashes are for words that people choose.
/// </summary>
/// <param name="Id">Eight letters or digits that stand in the key too; no secret.</param>
/// <param name="Hash">SHA-256 of the whole key, UTF-8.</param>
/// <param name="RatePerSecond">Its own rate; null for the service's.</param>
sealed record ApiKey(string Id, ApiRole Role, byte[] Hash, double? RatePerSecond)
{
    public const string Prefix = "lp_";
    public const int IdLength = 8;
    /// <summary>Length of a key: prefix, id, underscore, 32 bytes in base64url.</summary>
    public const int TextLength = 3 + IdLength + 1 + 43;

    /// <summary>A new key: its text, to be shown once, and the line to keep.</summary>
    public static (string Text, string Line) Make(ApiRole role)
    {
        var id = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", IdLength);
        var text = $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        return (text, $"{id}:{Word(role)}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}");
    }

    /// <summary>The key of a line.</summary>
    /// <param name="problem">What is wrong; never quotes the line, which might hold a key by mistake.</param>
    public static ApiKey? Parse(string line, out string problem)
    {
        problem = "";
        var parts = line.Split(':');
        double? rate = null;
        if (parts.Length is < 3 or > 4) problem = "is not ID:ROLE:SHA256 as `keys new` prints it";
        else if (parts[0].Length != IdLength || !parts[0].All(char.IsAsciiLetterOrDigit)) problem = $"has an id that is not {IdLength} letters or digits";
        else if (parts[1] is not ("predict" or "admin")) problem = "has a role that is neither predict nor admin";
        else if (parts[2].Length != 64 || !parts[2].All(char.IsAsciiHexDigit)) problem = "has no SHA-256 of 64 hexadecimal digits";
        else if (parts.Length == 4)
        {
            if (double.TryParse(parts[3], NumberStyles.Float, CultureInfo.InvariantCulture, out var perSecond) && perSecond is > 0 and <= 1e9) rate = perSecond;
            else problem = "has a rate that is no number of requests a second";
        }
        return problem.Length > 0 ? null : new ApiKey(parts[0], parts[1] == "admin" ? ApiRole.Admin : ApiRole.Predict, Convert.FromHexString(parts[2]), rate);
    }

    public static string Word(ApiRole role) => role == ApiRole.Admin ? "admin" : "predict";
}
