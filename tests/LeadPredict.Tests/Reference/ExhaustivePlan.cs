using LeadPredict.Qualification.Planning;

namespace LeadPredict.Tests.Reference;

/// <summary>The best plan by trying every set of leads.</summary>
static class ExhaustivePlan
{
    public static decimal BestNet(IReadOnlyList<CallCandidate> leads, PlanRequest request)
    {
        var best = 0m;
        for (var set = 0; set < 1 << leads.Count; set++)
        {
            var chosen = leads.Where((_, i) => (set >> i & 1) == 1).ToList();
            if (chosen.Count > request.Capacity) continue;
            if (request.PerAccount > 0 && chosen.GroupBy(l => l.Account).Any(g => g.Count() > request.PerAccount)) continue;
            best = Math.Max(best, chosen.Sum(l => Math.Round((decimal)(l.Probability * request.WinRate) * l.DealValue, 2, MidpointRounding.AwayFromZero) - request.ContactCost));
        }
        return best;
    }
}
