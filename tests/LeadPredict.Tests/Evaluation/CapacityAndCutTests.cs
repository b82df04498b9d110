using LeadPredict.Evaluation;

namespace LeadPredict.Tests.Evaluation;

public class CapacityAndCutTests
{
    static readonly double[] s_p = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05];
    static readonly byte[] s_y = [1, 0, 1, 1, 0, 0, 0, 0, 1, 0];

    [Fact]
    public void Precision_and_recall_count_the_best_leads()
    {
        var row = EvaluationReport.Compute(s_p, s_y, [], 1).Capacity.Single(c => c.Share == 0.3);

        Assert.Equal(2 / 3.0, row.Precision.Value, 12);
        Assert.Equal(0.5, row.Recall.Value);
        Assert.Equal(2 / 3.0 / 0.4, row.Lift, 12);
    }

    [Fact]
    public void A_capacity_is_a_row_and_the_cut()
    {
        var report = EvaluationReport.Compute(s_p, s_y, [], 1, new DecisionCut("grade_a", 0.95), capacity: 4);

        Assert.Equal(4, report.Capacity.Single(c => c.Share == 0.4).Rows);
        Assert.Equal(("capacity", 0.6), (report.Cut!.Cut.Kind, report.Cut.Cut.Threshold));
        Assert.Equal(new Confusion(3, 1, 5, 1), report.Cut.Confusion);
        Assert.Equal(0.75, report.Cut.F1);
    }

    [Fact]
    public void More_capacity_than_leads_calls_all()
    {
        var cut = EvaluationReport.Compute(s_p, s_y, [], 1, capacity: 100).Cut!;

        Assert.Equal(new Confusion(4, 6, 0, 0), cut.Confusion);
    }

    [Fact]
    public void A_cut_above_all_calls_nobody()
    {
        var cut = EvaluationReport.Compute(s_p, s_y, [], 1, new DecisionCut("grade_a", 1)).Cut!;

        Assert.Equal(new Confusion(0, 0, 6, 4), cut.Confusion);
        Assert.True(double.IsNaN(cut.Precision.Value));
    }

    [Fact]
    public void No_rows_no_table() => Assert.Empty(EvaluationReport.Compute([], [], [], 1, capacity: 3).Capacity);
}
