using System.CommandLine;
using LeadPredict.Data;
using LeadPredict.Evaluation;
using LeadPredict.Modeling;
using LeadPredict.Qualification.Planning;
using LeadPredict.Reporting;
using LeadPredict.Training.Results;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict ablate</c>: what a model loses without some columns, such as a paid source of intent data.</summary>
static class AblateCommand
{
    static readonly ResultOutput s_output = new();

    public static Command Create()
    {
        var files = new Argument<string[]>("CSV") { Description = "Labelled leads (default: data/leads.csv).", Arity = ArgumentArity.ZeroOrMore };
        var without = new Option<string[]>("--without") { Description = "Columns to take out: names with * for any text, or group:intent, group:engagement, group:fit, group:bant, group:source.", HelpName = "A,B*", Required = true };
        var label = new Option<string?>("--label") { Description = "The outcome column.", HelpName = "COL" };
        var positive = new Option<string?>("--positive") { Description = "Its value that means SQL.", HelpName = "VALUE" };
        var exclude = new Option<string[]>("--exclude") { Description = "Columns that neither model may use.", HelpName = "A,B" };
        var schema = new Option<string?>("--schema") { Description = "Schema file that declares columns.", HelpName = "FILE" };
        var command = new Command("ablate", "Say what a model loses without some columns, with an interval.") { files, without, label, positive, exclude, schema };
        s_output.AddTo(command);
        command.SetAction((parsed, ct) => Task.Run(() =>
        {
            s_output.Check(parsed);
            var talk = s_output.TalkOf(parsed);
            var given = parsed.GetValue(files)!;
            var request = new TrainingRequest
            {
                Files = given.Length > 0 ? given : [Places.Data("leads.csv")],
                Columns = new SchemaInferenceOptions { Label = parsed.GetValue(label), Positive = parsed.GetValue(positive), Exclude = ColumnFlags.Names(parsed.GetValue(exclude)) },
                SchemaFile = parsed.GetValue(schema),
            };
            var result = LeadTrainer.Ablate(request, ColumnFlags.Names(parsed.GetValue(without)), TimeProvider.System, talk, ct);
            talk.Finish();
            s_output.Write(parsed, SheetOf(result), talk);
            return ExitCode.Done;
        }, CancellationToken.None));
        return command;
    }

    static ResultSheet SheetOf(AblationResult result)
    {
        var sheet = new ResultSheet("ablate", "What the model loses without some columns");
        var (auc, loss) = (result.Change.RocAucDifference, result.Change.LogLossDifference);
        var verdict = result.Helps ? "they surely help" : loss.High < 0 ? "the model is surely better without them" : "it is not sure that they help";
        sheet.Findings.Add(FormattableString.Invariant($"Without {string.Join(", ", result.Without)} the AUC changes by {auc.Value:+0.0000;-0.0000} ({auc.Low:+0.0000;-0.0000} to {auc.High:+0.0000;-0.0000}) and the log-loss by {loss.Value:+0.0000;-0.0000} ({loss.Low:+0.0000;-0.0000} to {loss.High:+0.0000;-0.0000}): {verdict}."));
        sheet.Facts.Add(new("rows", "leads judged", result.Change.Rows, CellKind.Count));
        sheet.Facts.Add(new("columns_without", "columns taken out", result.Without.Count, CellKind.Count));
        sheet.Facts.Add(new("columns_kept", "columns kept", result.Kept, CellKind.Count));
        sheet.Facts.Add(new("helps", "they surely help", result.Helps));
        sheet.Facts.Add(new("roc_auc_change", null, Of(auc)));
        sheet.Facts.Add(new("log_loss_change", null, Of(loss)));
        var table = new ResultTable("metrics", "With and without", new("metric", "metric"), new("with", "with", CellKind.Precise), new("without", "without", CellKind.Precise), new("change", "change", CellKind.Precise));
        table.Add("ROC AUC", result.With.RocAuc.Value, result.Reduced.RocAuc.Value, Of(auc));
        table.Add("log-loss", result.With.LogLoss.Value, result.Reduced.LogLoss.Value, Of(loss));
        table.Add("PR AUC", result.With.PrAuc.Value, result.Reduced.PrAuc.Value, new Expected(result.Reduced.PrAuc.Value - result.With.PrAuc.Value, double.NaN, double.NaN));
        table.Add("lift, best tenth", result.With.LiftTopDecile.Value, result.Reduced.LiftTopDecile.Value, new Expected(result.Reduced.LiftTopDecile.Value - result.With.LiftTopDecile.Value, double.NaN, double.NaN));
        sheet.Tables.Add(sheet.Main = table);
        sheet.Charts.Add(Chart(result));
        sheet.Notes.Add("Both models are fitted anew and judged on the same leads, which neither saw; intervals are of the difference on these leads, accounts drawn whole. What other columns can stand in for is not lost.");
        return sheet;
    }

    static BarChart Chart(AblationResult result)
    {
        (string Name, MetricValue Auc)[] bars = [("with them", result.With.RocAuc), ("without", result.Reduced.RocAuc)];
        var numbers = new HtmlTable("AUC with and without", "Model", "AUC", "95% interval");
        foreach (var (name, auc) in bars) numbers.Add(name, Figures.Number(auc.Value, 4), Figures.Range(auc.Low, auc.High, v => Figures.Number(v, 4)));
        return new BarChart
        {
            Title = "AUC with and without",
            Note = "Both on the same leads: whether the difference is sure is in the table, since the whiskers hold each model's own luck.",
            Description = FormattableString.Invariant($"AUC {result.With.RocAuc.Value:F4} with them, {result.Reduced.RocAuc.Value:F4} without."),
            Table = numbers,
            Names = [.. bars.Select(b => b.Name)],
            Panels = [new BarPanel("AUC", [.. bars.Select(b => new ChartBar(b.Auc.Value, b.Auc.Low, b.Auc.High))], v => Figures.Number(v, 3))],
        };
    }

    static Expected Of(MetricValue value) => new(value.Value, value.Low, value.High);
}
