using System.Globalization;
using LeadPredict.Modeling;
using LeadPredict.Reporting;

namespace LeadPredict.Reports;

/// <summary>The model card: what exactly this model is, and how to make it again.</summary>
static class CardSection
{
    public static void Write(HtmlPage page, ReportContent content)
    {
        if (content.Card is not { } card) return;
        page.BeginSection("card", "Model card");
        page.Facts(
        [
            ("Model", card.Name),
            ("Id", card.Id),
            ("Made", card.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
            ("Program", card.Origin.Tool),
            ("Kind", card.Origin.Trainer == "logistic" ? "logistic regression" : $"{Figures.Count(card.Trees)} {(card.Origin.Trainer == "fasttree" ? "trees of ML.NET's FastTree" : "gradient-boosted trees")}"),
            ("Calibration", card.Calibrator == "none" ? "none needed" : card.Calibrator),
            ("Fitted on", $"{Figures.Count(card.Origin.Rows)} leads{(card.Refitted ? ", after it was judged" : "")}"),
            ("Training time", Figures.Number(card.Seconds.Total, 1) + " s"),
        ]);
        page.Body.Element("p", $"Made of: {card.Shape}.");
        page.Body.Element("h3", "How to make it again");
        page.Body.Element("p", "Training is deterministic: the same files and options give the same model, byte for byte. This command checks it:");
        page.Body.Element("pre", $"leadpredict verify {card.Name} {string.Join(' ', card.Files.Select(Path.GetFileName))}");
        var hashes = new HtmlTable("SHA-256 of the model and of the files it was trained on", "File", "SHA-256") { IsText = true, ShowCaption = true };
        hashes.Add("model.leadmodel", card.Sha256);
        for (var i = 0; i < card.Files.Count; i++) hashes.Add(Path.GetFileName(card.Files[i]), card.Origin.DataSha256[i]);
        hashes.Write(page.Body);
        Details(page, "Training options", new HtmlTable("Training options", "Option", "Value"), card.Origin.Options.Select(o => (o.Key, (string?)o.Value)));
        Details(page, "Columns used", new HtmlTable("Columns used", "Column"), card.Used.Select(c => (c, (string?)null)));
        page.EndSection();
    }

    static void Details(HtmlPage page, string summary, HtmlTable table, IEnumerable<(string Name, string? Value)> rows)
    {
        foreach (var (name, value) in rows) table.Add(value is null ? [name] : [name, value]);
        if (table.Rows.Count == 0) return;
        page.Body.Open("details").Element("summary", summary);
        table.Write(page.Body);
        page.Body.Close();
    }
}
