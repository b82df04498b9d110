using System.Security.Cryptography;
using System.Text;
using LeadPredict.Api.Edge;

namespace LeadPredict.Api.Models;

/// <summary>Lets only those change models who send the admin key; compared in constant time, so that its text cannot be guessed letter by letter.</summary>
static class AdminKey
{
    public const string Header = "X-Admin-Key";

    /// <summary>The handler behind the key: 403 while none is set, 401 when it differs.</summary>
    public static RequestDelegate Require(ApiOptions options, RequestDelegate handler)
    {
        if (options.AdminKey is not { } key) return Problems.AdminOff;
        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return context =>
        {
            var given = SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers[Header].ToString()));
            return CryptographicOperations.FixedTimeEquals(given, expected) ? handler(context) : Problems.WrongKey(context);
        };
    }
}
