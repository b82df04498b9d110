namespace LeadPredict.Qualification.Planning;

/// <summary>
/// Chooses whom to call. A lead's call is worth its probability x win rate x deal value, less the cost of the contact. The best by that are taken until the next call
/// no longer pays or the capacity ends, at most so many of an account; since accounts part the leads and the capacity only counts, taking the best first is
/// the best that is possible (a matroid; Edmonds 1971). The order of the leads does not matter.
/// <code>
/// candidates -> barred out -> by expected net, best first -> account caps, pays?, capacity -> fair lists -> drawn outcomes -> intervals
/// </code>
/// A lead that nobody calls counts as no SQL, and a call costs the same whoever makes it. Thread safe.
/// </summary>
public static class CallPlanner
{
    const int CurveSteps = 60;

    /// <summary>The plan.</summary>
    /// <exception cref="ArgumentException">The request cannot be used (see <see cref="PlanRequest.Validate"/>), a probability is not within 0 and 1, a deal value is negative, or two leads have one id.</exception>
    public static CallPlan Plan(IReadOnlyList<CallCandidate> leads, PlanRequest request)
    {
        if (request.Validate() is { Count: > 0 } problems) throw new ArgumentException(string.Join(' ', problems), nameof(request));
        if (leads.Any(l => l.Probability is not (>= 0 and <= 1) || l.DealValue < 0)) throw new ArgumentException("A probability must be 0 to 1, and a deal value 0 or more.", nameof(leads));
        if (leads.DistinctBy(l => l.Id, StringComparer.Ordinal).Count() < leads.Count) throw new ArgumentException("Two leads have the same id.", nameof(leads));

        var ranked = leads.Where(l => l.Barred is null).Select(l => Priced(l, request)).ToList();
        ranked.Sort(BestFirst);
        var (line, full) = WithinAccounts(ranked, request.PerAccount);
        var paying = line.FindIndex(c => c.Net <= 0) is var end and >= 0 ? end : line.Count;
        var taken = Math.Min(paying, request.Capacity);
        var calls = RepSharing.Share([.. line.Take(taken).Select((c, i) => c with { Rank = i + 1 })], request);
        var extended = Math.Min(paying, taken + request.OneMoreRep);

        int[] cuts = [.. Cuts(line.Count).Append(taken).Append(extended).Distinct().Order()];
        var draws = new OutcomeDraws([.. line.Select(c => c.Lead)], request.WinRate, request.LevelDrift, request.Seed);
        var (sqls, revenue) = draws.Sums(cuts);
        var at = Array.IndexOf(cuts, taken);
        var beyond = Array.IndexOf(cuts, extended);
        var totals = Totals(line[..taken], request.ContactCost, 0, [.. sqls[at]], [.. revenue[at]]);
        var oneMore = Totals(line[taken..extended], request.ContactCost, extended > taken ? request.RepCostPerWeek * request.Weeks : 0,
            [.. sqls[beyond].Zip(sqls[at], (a, b) => a - b)], [.. revenue[beyond].Zip(revenue[at], (a, b) => a - b)]);

        return new CallPlan
        {
            Calls = calls,
            Totals = totals,
            Reps = [.. request.Reps.Select(r => ShareOf(r, calls, request))],
            Curve = Curve(line, cuts, revenue, request.ContactCost),
            OneMoreRep = oneMore,
            Others = Others(leads, full, line.Count - paying, paying - taken),
            EndedBy = taken == line.Count ? NotCalled.None : taken == paying ? NotCalled.DoesNotPay : NotCalled.NoCapacity,
            Capacity = request.Capacity,
        };
    }

    static PlannedCall Priced(CallCandidate lead, PlanRequest request)
    {
        var revenue = Math.Round((decimal)(lead.Probability * request.WinRate) * lead.DealValue, 2, MidpointRounding.AwayFromZero);
        return new PlannedCall(lead, 0, revenue, revenue - request.ContactCost);
    }

    // The id settles ties, so that the order of the file never does.
    static int BestFirst(PlannedCall a, PlannedCall b)
    {
        var order = b.Net.CompareTo(a.Net);
        if (order == 0) order = b.Lead.Probability.CompareTo(a.Lead.Probability);
        return order != 0 ? order : string.CompareOrdinal(a.Lead.Id, b.Lead.Id);
    }

    static (List<PlannedCall> Line, int Full) WithinAccounts(List<PlannedCall> ranked, int perAccount)
    {
        if (perAccount == 0) return (ranked, 0);
        var called = new Dictionary<string, int>(StringComparer.Ordinal);
        var line = ranked.FindAll(c => string.IsNullOrEmpty(c.Lead.Account) || (called[c.Lead.Account] = called.GetValueOrDefault(c.Lead.Account) + 1) <= perAccount);
        return (line, ranked.Count - line.Count);
    }

    static IEnumerable<int> Cuts(int leads) => Enumerable.Range(0, CurveSteps + 1).Select(i => (int)((long)leads * i / CurveSteps));

    static PlanTotals Totals(List<PlannedCall> calls, decimal contactCost, decimal fixedCost, double[] sqls, double[] revenue)
    {
        var earned = calls.Sum(c => c.Revenue);
        var cost = contactCost * calls.Count + fixedCost;
        var expected = calls.Sum(c => c.Lead.Probability);
        var many = OutcomeDraws.Interval(expected, sqls);
        var net = OutcomeDraws.Interval((double)(earned - cost), Array.ConvertAll(revenue, r => r - (double)cost));
        return new PlanTotals(calls.Count, many, earned, cost, earned - cost, net,
            new Expected(PerSql(expected), PerSql(many.High), PerSql(many.Low)));

        double PerSql(double count) => count > 0 ? (double)cost / count : cost == 0 ? double.NaN : double.PositiveInfinity;
    }

    static RepShare ShareOf(SalesRep rep, IReadOnlyList<PlannedCall> calls, PlanRequest request)
    {
        var own = calls.Where(c => c.Rep == rep.Name).ToList();
        var cost = request.ContactCost * own.Count;
        return new RepShare(rep, rep.CallsPerWeek * request.Weeks, own.Count, own.Sum(c => c.Lead.Probability), own.Sum(c => c.Revenue), cost, own.Sum(c => c.Revenue) - cost);
    }

    static List<CutPoint> Curve(List<PlannedCall> line, int[] cuts, double[][] revenue, decimal contactCost)
    {
        var points = new List<CutPoint>(cuts.Length);
        var net = 0m;
        var at = 0;
        for (var i = 0; i < cuts.Length; i++)
        {
            for (; at < cuts[i]; at++) net += line[at].Net;
            var cost = (double)(contactCost * cuts[i]);
            var drawn = OutcomeDraws.Interval((double)net, Array.ConvertAll(revenue[i], r => r - cost));
            points.Add(new CutPoint(cuts[i], cuts[i] == 0 ? 1 : line[cuts[i] - 1].Lead.Probability, net, drawn.Low, drawn.High));
        }
        return points;
    }

    static List<(NotCalled, string?, int)> Others(IReadOnlyList<CallCandidate> leads, int full, int notPaying, int noCapacity)
    {
        var others = leads.Where(l => l.Barred is not null).GroupBy(l => l.Barred!, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (NotCalled.Barred, (string?)g.Key, g.Count())).ToList();
        if (notPaying > 0) others.Add((NotCalled.DoesNotPay, null, notPaying));
        if (full > 0) others.Add((NotCalled.AccountFull, null, full));
        if (noCapacity > 0) others.Add((NotCalled.NoCapacity, null, noCapacity));
        return others;
    }
}
