using System.Security.Cryptography;
using System.Text;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Security;

namespace LeadPredict.Api.Models;

/// <summary>
/// Lets only those change models who send the admin key in X-Admin-Key, or an API key with the role admin. Compared in constant time, so that its text
/// cannot be guessed letter by letter.
/// </summary>
sealed class AdminKey
{
    public const string Header = "X-Admin-Key";

    readonly byte[] _hash;

    AdminKey(string key) => _hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>The key of the settings; null for none.</summary>
    public static AdminKey? Of(ApiOptions options) => options.AdminKey is { } key ? new AdminKey(key) : null;

    /// <summary>Whether the request holds the key.</summary>
    public bool Fits(IHeaderDictionary headers) =>
        headers.TryGetValue(Header, out var given) && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given.ToString())), _hash);

    /// <summary>The handler behind the key: 403 while there is none, or when the caller's key may only predict; 401 when it differs.</summary>
    public static RequestDelegate Require(ApiOptions options, RequestDelegate handler)
    {
        var expected = Of(options);
        return context =>
        {
            if (expected?.Fits(context.Request.Headers) == true) return handler(context);
            if (Guard.RoleOf(context) is { } role) return role == ApiRole.Admin ? handler(context) : Problems.NotAdmin(context);
            return expected is null ? Problems.AdminOff(context) : Problems.WrongKey(context);
        };
    }
}
