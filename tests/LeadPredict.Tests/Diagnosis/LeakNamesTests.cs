using LeadPredict.Diagnosis;

namespace LeadPredict.Tests.Diagnosis;

public class LeakNamesTests
{
    [Theory]
    [InlineData("Last Activity")]
    [InlineData("lastActivity")]
    [InlineData("Last Notable Activity")]
    [InlineData("hs_lead_status_2")]
    [InlineData("Motivo della perdita")]
    [InlineData("Ultima attività")]
    [InlineData("Tabsårsag")]
    [InlineData("Seneste aktivitet")]
    [InlineData("Motivo de pérdida")]
    [InlineData("Fecha de cierre")]
    [InlineData("Letzte Änderung")]
    [InlineData("Verlustgrund")]
    [InlineData("Stage")]
    public void Names_of_columns_kept_up_to_the_end_say_so(string name) => Assert.Equal(LeakNames.Strength.Much, LeakNames.Of(name));

    [Theory]
    [InlineData("duration")]
    [InlineData("Dauer")]
    [InlineData("funding_stage")]
    [InlineData("marital status")]
    [InlineData("credit_score")]
    public void Words_that_may_mean_it_say_less(string name) => Assert.Equal(LeakNames.Strength.Some, LeakNames.Of(name));

    [Theory]
    [InlineData("intent_score")]
    [InlineData("Total Time Spent on Website")]
    [InlineData("poutcome")]
    [InlineData("Lead Origin")]
    [InlineData("days_since_last_touch")]
    [InlineData("pdays")]
    [InlineData("Lostwithiel")]
    [InlineData("2")]
    public void Other_names_say_nothing(string name) => Assert.Equal(LeakNames.Strength.None, LeakNames.Of(name));
}
