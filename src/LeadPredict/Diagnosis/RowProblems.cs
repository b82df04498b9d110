using System.Buffers.Binary;
using LeadPredict.Data;

namespace LeadPredict.Diagnosis;

/// <summary>
/// Finds rows that occur twice, by one more pass over the file with a 64-bit hash a row: a few bytes of memory for each of the first five million
/// rows. No value is kept.
/// </summary>
static class RowProblems
{
    const int MostRows = 5_000_000;
    const double MostlyDifferent = 0.9;

    public static IEnumerable<DataProblem> Find(LeadFile file, LeadSchema schema, TableProfile profile, CancellationToken ct)
    {
        var label = At(ColumnRole.Label);
        var id = At(ColumnRole.Id);
        var emails = profile.Columns.Where(c => c.Values > 0 && c.Emails * 2 > c.Values).Select(c => c.Index).Take(1).ToArray();
        var missing = new MissingCodes(schema.MissingCodes);
        var seen = new HashSet<ulong>();
        var outcomeOf = new Dictionary<ulong, ulong>();
        var (ids, mails) = (new Dictionary<ulong, ulong>(), new HashSet<ulong>());
        long same = 0, sameId = 0, sameMail = 0, conflicts = 0, idConflicts = 0, labelled = 0, rows = 0;
        using (var reader = file.OpenReader())
        {
            while (reader.Read() && rows < MostRows)
            {
                if (++rows % 1000 == 0) ct.ThrowIfCancellationRequested();
                ulong all = 0, withoutOutcome = 0;
                for (var i = 0; i < schema.Columns.Count; i++)
                {
                    var hash = Hash(reader.Field(i), false);
                    all = Fold(all ^ hash);
                    if (i != label && i != id) withoutOutcome = Fold(withoutOutcome ^ hash);
                }
                var isNew = seen.Add(all);
                if (!isNew) same++;
                ulong? outcome = label >= 0 && !missing.IsMissing(reader.Field(label)) ? Hash(reader.Field(label), true) : null;
                if (outcome is not null) labelled++;
                if (outcome is { } o && !outcomeOf.TryAdd(withoutOutcome, o) && outcomeOf[withoutOutcome] != o) conflicts++;
                if (id >= 0 && !missing.IsMissing(reader.Field(id)) && isNew)
                {
                    var key = Hash(reader.Field(id), false);
                    if (!ids.TryAdd(key, outcome ?? 0))
                    {
                        sameId++;
                        if (outcome is { } now && ids[key] is var before and not 0 && before != now) idConflicts++;
                    }
                }
                if (isNew)
                    foreach (var mail in emails)
                        if (!missing.IsMissing(reader.Field(mail)) && !mails.Add(Hash(reader.Field(mail), true))) sameMail++;
            }
        }
        if (same > 0) yield return new(ProblemKind.DuplicateRows, null, same, Suspicion.Text($"{same:N0} rows repeat another row in every field. Remove them: a lead on both sides of the split flatters the model."));
        if (sameId > 0) yield return new(ProblemKind.DuplicateKeys, schema.Columns[id].Name, sameId, Suspicion.Text($"{sameId:N0} rows have the id of an earlier row. Keep one row a lead, the one of the prediction point."));
        if (sameMail > 0)
            yield return new(ProblemKind.DuplicateKeys, schema.Columns[emails[0]].Name, sameMail, Suspicion.Text($"{sameMail:N0} rows have the e-mail address of an earlier row. Merge them, or give their account with --group."));
        if (idConflicts > 0) yield return new(ProblemKind.ConflictingLabels, schema.Columns[id].Name, idConflicts, Suspicion.Text($"{idConflicts:N0} rows have the id of an earlier row and another outcome. Keep the right one."));
        // In a narrow table alike leads with different outcomes are the rule.
        if (conflicts > 0 && outcomeOf.Count > MostlyDifferent * labelled) yield return new(ProblemKind.ConflictingLabels, label >= 0 ? schema.Columns[label].Name : null, conflicts, Suspicion.Text($"{conflicts:N0} rows equal an earlier row in all but the outcome. Columns that tell them apart are missing, or one outcome is wrong."));

        int At(ColumnRole role)
        {
            for (var i = 0; i < schema.Columns.Count; i++)
                if (schema.Columns[i].Role == role) return i;
            return -1;
        }
    }

    static ulong Hash(ReadOnlySpan<byte> text, bool ignoreCase)
    {
        var hash = Fold((ulong)text.Length + 1);
        if (!ignoreCase)
            for (; text.Length >= 8; text = text[8..]) hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
        foreach (var b in text) hash = Fold(hash ^ (ignoreCase && b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 32) : b));
        return hash;
    }

    // Multiplied to 128 bits and folded: every bit of the input reaches every bit of the hash.
    static ulong Fold(ulong value)
    {
        var high = Math.BigMul(value ^ 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, out var low);
        return high ^ low;
    }
}
