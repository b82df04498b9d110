using System.Globalization;
using LeadPredict.Evaluation;
using LeadPredict.Modeling;
using Spectre.Console;

namespace LeadPredict.Training.Commands;

/// <summary>The metrics of one report with their 95% intervals, and the values of its rivals beside them.</summary>
static class MetricsTable
{
    public static Table Of(EvaluationReport report, IReadOnlyList<Rival> rivals)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("metric", "value", "95% interval");
        foreach (var rival in rivals) table.AddColumn(rival.Name);
        Row("ROC AUC", r => r.RocAuc, "F4");
        Row("PR AUC", r => r.PrAuc, "F4");
        Row("log-loss", r => r.LogLoss, "F4");
        Row("Brier", r => r.Brier, "F4");
        Row("calibration error", r => r.Ece, "F4");
        Row("lift, best tenth", r => r.LiftTopDecile, "F2");
        return table;

        void Row(string name, Func<EvaluationReport, MetricValue> of, string format)
        {
            var value = of(report);
            var interval = double.IsNaN(value.Low) ? "too few to say" : $"{Number(value.Low, format)} to {Number(value.High, format)}";
            string[] cells = [name, Number(value.Value, format), interval];
            table.AddRow([.. cells, .. rivals.Select(r => Number(of(r.Report).Value, format))]);
        }
    }

    static string Number(double value, string format) => double.IsNaN(value) ? "not known" : value.ToString(format, CultureInfo.InvariantCulture);
}
