namespace LeadPredict.Qualification.Planning;

/// <summary>
/// Shares the calls of a plan out among reps so that an hour of each is worth the same: calls in proportion to what each can make, and expected revenue in proportion to
/// calls. All leads of an account go to one rep unless nobody has room for them. Largest first to whoever is furthest behind, as in scheduling on unequal machines
/// (Graham 1969), then calls are exchanged between the best and the worst served while that brings them together. Calls come and go best first.
/// </summary>
static class RepSharing
{
    const int MostExchanges = 400;
    /// <summary>So many of each list are looked at for an exchange; long lists are nearly equal anyway.</summary>
    const int MostLookedAt = 300;

    /// <summary>The same calls in the same order, with rep and week.</summary>
    public static IReadOnlyList<PlannedCall> Share(IReadOnlyList<PlannedCall> calls, PlanRequest request)
    {
        var owner = new int[calls.Count];
        if (request.Reps.Count > 0 && calls.Count > 0) Assign(calls, request.Reps, owner);
        var perWeek = request.Reps.Count > 0 ? request.Reps.Select(r => r.CallsPerWeek).ToArray() : [request.CallsPerWeek];
        var made = new int[perWeek.Length];
        return [.. calls.Select((call, i) => call with
        {
            Rep = request.Reps.Count > 0 ? request.Reps[owner[i]].Name : null,
            Week = 1 + made[owner[i]]++ / perWeek[owner[i]],
        })];
    }

    static void Assign(IReadOnlyList<PlannedCall> calls, IReadOnlyList<SalesRep> reps, int[] owner)
    {
        var room = Quotas(calls.Count, [.. reps.Select(r => r.CallsPerWeek)]);
        var lists = reps.Select(_ => new List<Bundle>()).ToArray();
        var wanted = Array.ConvertAll(room, q => (double)q);
        var value = new decimal[reps.Count];
        var bundles = calls.Select((c, i) => (Call: c, At: i))
            .GroupBy(c => string.IsNullOrEmpty(c.Call.Lead.Account) ? "\0" + c.Call.Lead.Id : c.Call.Lead.Account, StringComparer.Ordinal)
            .Select(g => new Bundle([.. g.Select(c => c.At)], g.Sum(c => c.Call.Revenue)))
            .OrderByDescending(b => b.Value).ThenBy(b => b.Calls[0]).ToList();

        foreach (var bundle in bundles)
        {
            if (Furthest(bundle) is var rep and >= 0) Give(rep, bundle);
            else
                foreach (var at in bundle.Calls)
                {
                    var single = new Bundle([at], calls[at].Revenue);
                    Give(Furthest(single), single);
                }
        }
        Exchange(lists, value, wanted);
        for (var r = 0; r < lists.Length; r++)
            foreach (var bundle in lists[r])
                foreach (var at in bundle.Calls) owner[at] = r;

        void Give(int rep, Bundle bundle)
        {
            lists[rep].Add(bundle);
            value[rep] += bundle.Value;
            room[rep] -= bundle.Calls.Length;
        }

        int Furthest(Bundle bundle)
        {
            var best = -1;
            for (var r = 0; r < room.Length; r++)
                if (room[r] >= bundle.Calls.Length && (best < 0 || (double)value[r] / wanted[r] < (double)value[best] / wanted[best])) best = r;
            return best;
        }
    }

    /// <summary>Calls a rep in proportion to capacity, by largest remainders; none gets more than the capacity while the calls fit.</summary>
    static int[] Quotas(int calls, int[] capacity)
    {
        var all = capacity.Sum(c => (long)c);
        var quotas = Array.ConvertAll(capacity, c => (int)(calls * (long)c / all));
        var order = Enumerable.Range(0, capacity.Length).OrderByDescending(r => calls * (long)capacity[r] % all).ThenBy(r => r).ToArray();
        for (int left = calls - quotas.Sum(), i = 0; left > 0; i++, left--) quotas[order[i]]++;
        return quotas;
    }

    // Equal numbers of calls change hands, so that nobody's quota is touched.
    static void Exchange(List<Bundle>[] lists, decimal[] value, double[] wanted)
    {
        var reps = Enumerable.Range(0, lists.Length).Where(r => wanted[r] > 0).ToArray();
        if (reps.Length < 2) return;
        for (var round = 0; round < MostExchanges; round++)
        {
            var high = reps.MaxBy(r => (double)value[r] / wanted[r]);
            var low = reps.MinBy(r => (double)value[r] / wanted[r]);
            double Gap(decimal moved) => Math.Abs((double)(value[high] - moved) / wanted[high] - (double)(value[low] + moved) / wanted[low]);
            var best = (From: -1, To: -1, Gap: Gap(0) * 0.999);
            for (var i = 0; i < lists[high].Count; i += 1 + lists[high].Count / MostLookedAt)
                for (var j = 0; j < lists[low].Count; j += 1 + lists[low].Count / MostLookedAt)
                {
                    if (lists[high][i].Calls.Length != lists[low][j].Calls.Length) continue;
                    var gap = Gap(lists[high][i].Value - lists[low][j].Value);
                    if (gap < best.Gap) best = (i, j, gap);
                }
            if (best.From < 0) return;
            var moved = lists[high][best.From].Value - lists[low][best.To].Value;
            (lists[high][best.From], lists[low][best.To]) = (lists[low][best.To], lists[high][best.From]);
            value[high] -= moved;
            value[low] += moved;
        }
    }

    /// <summary>Calls that stay together, by their places in the plan, and their expected revenue.</summary>
    sealed record Bundle(int[] Calls, decimal Value);
}
