using System.Globalization;
using System.Text;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Evaluation;
using LeadPredict.Explanation;
using LeadPredict.Modeling;
using LeadPredict.Numerics;
using LeadPredict.Reports;
using LeadPredict.Serving;
using LeadPredict.Training.Terminal;
using Spectre.Console;
using static System.FormattableString;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict explain</c> without an id: the model as a whole, over the leads of a file, or as its card tells.</summary>
static class ModelExplanation
{
    const int ColumnsShown = 20;
    const int FewLabelled = 30;

    public static int Run(string? path, string reference, bool json, string? report, CancellationToken ct)
    {
        ReportFile.Check(report);
        var talk = new Talk(json);
        var (model, modelPath) = ModelOption.Open(reference);
        var (overview, content) = path is null ? FromCard(modelPath, reference) : FromLeads(model, path, talk, ct);
        if (json) WriteJson(model, overview);
        else WriteText(model, overview);
        if (report is not null) ReportFile.Write(report, ModelReport.Of(content), talk);
        talk.Say($"next: leadpredict explain {path ?? "LEADS.csv"} --id ID --model {reference}");
        return ExitCode.Done;
    }

    static (ModelOverview, ReportContent) FromCard(string modelPath, string reference)
    {
        if (ModelCardFile.Read(modelPath) is { Overview: { } overview } card) return (overview, ReportContent.Of(card));
        throw new LeadPredictException(new Diagnostic(reference, 0, 0, "LP0505", "the model's card does not describe the model as a whole. Give leads to describe it with: leadpredict explain LEADS.csv; or train with --report."));
    }

    static (ModelOverview, ReportContent) FromLeads(LeadModel model, string path, Talk talk, CancellationToken ct)
    {
        using var file = LeadFile.Open(path);
        var label = model.Schema.Single(ColumnRole.Label);
        var hasLabel = label is not null && file.Header.Contains(label.Name, StringComparer.OrdinalIgnoreCase);
        var table = hasLabel ? LeadTableReader.Read([file], model.Schema, ct: ct) : null;
        if (table is null || table.RowCount < FewLabelled)
        {
            talk.Say("The file has hardly any outcomes: columns are weighed by their contributions alone.");
            var unjudged = ModelDescription.Of(model, Rows(model, file, ct));
            return (unjudged, ReportContent.Of(model, Path.GetFileName(path), null, unjudged, isSeen: false));
        }
        var seen = model.Origin.DataSha256.Contains(file.Sha256);
        if (seen) talk.Say("The model was fitted on this very file: what is lost without a column is flattered.");
        var overview = ModelDescription.Of(model, table);
        return (overview, ReportContent.Of(model, Path.GetFileName(path), null, overview, seen));
    }

    // A uniform sample of the file's leads (Vitter 1985, algorithm R).
    static float[] Rows(LeadModel model, LeadFile file, CancellationToken ct)
    {
        var engine = new PredictionEngine(model);
        var fields = file.Header.Select(h => engine.FindField(Encoding.UTF8.GetBytes(h))).ToArray();
        var most = ContributionSample.RowsFor(model.Encoder.FeatureCount);
        var random = new DeterministicRandom(42, stream: 203);
        var kept = new List<float[]>();
        using var reader = file.OpenReader();
        for (var read = 0; reader.Read();)
        {
            ct.ThrowIfCancellationRequested();
            engine.Clear();
            for (var i = 0; i < fields.Length; i++) engine.SetField(fields[i], reader.Field(i));
            if (!engine.IsAcceptable) continue;
            var place = ++read <= most ? read - 1 : random.NextInt(read);
            if (place >= most) continue;
            engine.Predict();
            if (place == kept.Count) kept.Add(engine.EncodedRow.ToArray());
            else kept[place] = engine.EncodedRow.ToArray();
        }
        if (kept.Count == 0) throw new LeadPredictException(new Diagnostic(file.Path, 0, 0, "LP0513", "no row can be scored, so there is nothing to describe the model with."));
        return [.. kept.SelectMany(r => r)];
    }

    static void WriteText(LeadModel model, ModelOverview overview)
    {
        var console = Talk.Output();
        console.WriteLine(Invariant($"Model {model.Id} over {overview.Leads:N0} leads{(overview.JudgedLeads > 0 ? Invariant($"; columns shuffled among {overview.JudgedLeads:N0} leads with outcomes") : "")}."));
        var table = new Table().Border(TableBorder.Simple).AddColumns("column", "moves leads by", "95% interval", "loss without it", "95% interval", "higher value");
        foreach (var c in overview.Columns.Take(ColumnsShown))
            table.AddRow(Markup.Escape(c.Column), Invariant($"{c.Contribution.Value:F3}"), Range(c.Contribution, "F3"), double.IsNaN(c.Permutation.Value) ? "" : Invariant($"{c.Permutation.Value:+0.0000;-0.0000}"), Range(c.Permutation, "F4"), Direction(c));
        console.Write(table);
        if (overview.Columns.Count > ColumnsShown) console.WriteLine($"… and {overview.Columns.Count - ColumnsShown} more (see --json)");
        foreach (var c in overview.Columns.Where(c => c.GoesAgainstExpectation)) console.WriteLine($"{c.Column} goes against its known direction; to rule it out: train --monotone \"{c.Column}:{(c.Expected > 0 ? "+" : "-")}\"");
        foreach (var g in overview.Correlated) console.WriteLine(Invariant($"much the same: {string.Join(", ", g.Columns)} (association at least {g.Association:F2}); together {g.Contribution.Value:F3}"));
        foreach (var i in overview.Interactions) console.WriteLine(Invariant($"together: {i.First} and {i.Second}, {i.Strength:F3}{(i.Where.Length > 0 ? Invariant($" ({i.Where}: {i.There:+0.000;-0.000})") : "")}"));
        foreach (var t in overview.Typical)
            console.WriteLine(Invariant($"typical {t.Grade} ({t.Share:P0} of leads), {t.Probability:P1}: {string.Join("; ", t.Reasons.Take(4).Select(r => Invariant($"{r.Column} {r.Value ?? "not stated"} ({r.LogOdds:+0.00;-0.00})")))}"));
    }

    static string Direction(ColumnInfluence c) => double.IsNaN(c.Direction) ? "" : c.Direction > 0.5 ? "likelier" : c.Direction < -0.5 ? "less likely" : "mixed";

    static string Range(MetricValue value, string format) =>
        double.IsFinite(value.Low) ? $"{value.Low.ToString(format, CultureInfo.InvariantCulture)} to {value.High.ToString(format, CultureInfo.InvariantCulture)}" : "";

    static void WriteJson(LeadModel model, ModelOverview overview)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            json.WriteStartObject("model");
            json.WriteString("id", model.Id);
            json.WriteEndObject();
            json.WritePropertyName("overview");
            overview.Write(json);
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}
