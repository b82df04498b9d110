using System.Text;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Serving;

/// <summary>Files of leads for <see cref="TinyModels"/> with all that goes wrong in files; the same for a seed.</summary>
static class RandomCsv
{
    public const string Header = "lead_source,note,employee_count,demo_requested";

    static readonly string[] s_sources = ["web", "referral", "moon", "\"web\"", "", " event ", "\"paid_search\"", "\" web\""];

    static readonly string[] s_notes =
    [
        "", "x", "fine", "\"a, b\"", "\"say \"\"hi\"\"\"", "\"two\nlines\"", "\"two\r\nlines, and\"", "=1+1", "\"=cmd|' /C calc'!A0\"", "-5", "-5.5e3", "+39 055 123", "+A1", "@x", "＝1", "5\" pipe", "é ü 日本",
        "\"\"", "\"x", "x\"", "\"a\"b", "\"a\" ", "\t", "\"1,2,3,4\n1,2,3,4\n1,2,3,4\n1,2,3,4\"", "\"web,x,3,true\nweb,y,4,true\n\"", "'", "NA",
    ];

    static readonly string[] s_counts = ["1", "20", "300.5", "", "NA", "many", "-7", "\"40\"", "1e3"];

    static readonly string[] s_rows = ["", "", ",,,", " , ,\"\", ", "web,too few", "web,too,5,true,many", Header, "\"web,whole,5,true\"", "\0,nul,1,true", "x", "web,,3,true,", "\"web", "web,\"lost,3,true"];

    /// <param name="odd">Every how manieth row is odd as a whole, and every how manieth field is not usual.</param>
    public static byte[] Make(ulong seed, int rows, int odd)
    {
        var random = new DeterministicRandom(seed);
        var end = (seed % 3) switch { 0 => "\n", 1 => "\r\n", _ => seed % 2 == 0 ? "\n" : "\r" };
        using var bytes = new MemoryStream();
        if (seed % 4 == 3) bytes.Write([0xEF, 0xBB, 0xBF]);
        Put(Header + end);
        for (var row = 0; row < rows; row++)
        {
            if (random.NextInt(odd) == 0) Put(s_rows[random.NextInt(s_rows.Length)]);
            else Put($"{Of(s_sources, 4)},{Of(s_notes, 3)},{Of(s_counts, 5)},{(random.NextInt(2) == 0 ? "true" : "no")}");
            if (random.NextInt(10 * odd) == 0) bytes.Write([(byte)'x', 0xC3]);
            if (row < rows - 1 || seed % 2 == 0) Put(end);
        }
        return bytes.ToArray();

        string Of(string[] values, int usual) => values[random.NextInt(random.NextInt(odd) == 0 ? values.Length : usual)];
        void Put(string text) => bytes.Write(Encoding.UTF8.GetBytes(text));
    }
}
