using LeadPredict.Numerics;

namespace LeadPredict.Training.Synthesis;

/// <summary>
/// A lead as it was known some days after its creation. What it did until its snapshot is spread evenly over the days until then, each act on a day of its own, so that a later look at
/// the lead has all that an earlier one had; after the snapshot nothing more is known. What is typed into forms is known once a form was sent.
/// </summary>
static class EarlierSnapshots
{
    /// <param name="random">At its start for this lead: equal numbers give equal days.</param>
    /// <param name="lead">As it is at its snapshot.</param>
    /// <param name="age">Days after creation, 0 or more.</param>
    public static SyntheticLead At(DeterministicRandom random, SyntheticLead lead, int age)
    {
        var lag = lead.SnapshotDay - lead.CreatedDay;
        var known = lead.Engagement;
        var visits = Kept(known.Visits);
        var forms = Kept(known.Forms);
        var demo = Kept(1) == 1;
        var day = lead.CreatedDay + age;
        var touched = Math.Max(lead.CreatedDay, lead.SnapshotDay - known.DaysSinceTouch);
        return lead with
        {
            SnapshotDay = day,
            Engagement = known with
            {
                Visits = visits,
                Forms = forms,
                PricingViews = Kept(known.PricingViews),
                SessionTenths = known.Visits == 0 ? known.SessionTenths : known.SessionTenths * visits / known.Visits,
                Opens = known.Opens is { } opens ? Kept(opens) : null,
                Clicks = known.Clicks is { } clicks ? Kept(clicks) : null,
                DemoRequested = demo && known.DemoRequested,
                Downloads = Kept(known.Downloads),
                Webinars = Kept(known.Webinars),
                DaysSinceTouch = Math.Max(0, day - touched),
            },
            Declared = forms == 0 && known.Forms > 0 ? new DeclaredNeeds(-1, -1, -1, -1) : lead.Declared,
        };

        // As many numbers are drawn at every age.
        int Kept(int acts)
        {
            var kept = 0;
            for (var i = 0; i < acts; i++)
                if (random.NextInt(lag + 1) <= age) kept++;
            return kept;
        }
    }
}
