namespace LeadPredict.Data;

static class ColumnNames
{
    public static string Normalise(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
