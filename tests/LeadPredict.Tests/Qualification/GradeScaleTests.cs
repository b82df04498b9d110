using LeadPredict.Qualification;

namespace LeadPredict.Tests.Qualification;

public class GradeScaleTests
{
    [Theory]
    [InlineData(1, 'A')]
    [InlineData(0.7, 'A')]
    [InlineData(0.6999999, 'B')]
    [InlineData(0.4, 'B')]
    [InlineData(0.2, 'C')]
    [InlineData(0.1999999, 'D')]
    [InlineData(0, 'D')]
    public void A_threshold_belongs_to_the_better_grade(double probability, char grade) =>
        Assert.Equal(grade, new GradeScale(0.7, 0.4, 0.2).Of(probability));

    [Fact]
    public void Reference_leads_fill_the_grades_by_a_tenth_a_fifth_and_a_third()
    {
        var probabilities = Enumerable.Range(0, 1000).Select(i => i / 1000.0).ToArray();

        var scale = GradeScale.FromReference(probabilities);

        var shares = probabilities.CountBy(p => scale.Of(p)).ToDictionary();
        Assert.InRange(shares['A'], 95, 105);
        Assert.InRange(shares['B'], 195, 205);
        Assert.InRange(shares['C'], 325, 335);
    }

    [Fact]
    public void One_reference_lead_gives_a_scale() => Assert.Equal(new GradeScale(0.3, 0.3, 0.3), GradeScale.FromReference([0.3]));
}
