using LeadPredict.Numerics;
using LeadPredict.Qualification.Planning;

namespace LeadPredict.Tests.Qualification.Planning;

public class CallPlannerTests
{
    static CallCandidate Lead(string id, double probability, decimal value = 1000, string? account = null) => new(id, probability) { DealValue = value, Account = account };

    static PlanRequest Calls(int capacity, decimal cost = 0, int perAccount = 0) => new() { CallsPerWeek = capacity, ContactCost = cost, PerAccount = perAccount };

    static string Ids(CallPlan plan) => string.Concat(plan.Calls.Select(c => c.Lead.Id));

    [Fact]
    public void The_best_are_called_while_calls_pay()
    {
        var plan = CallPlanner.Plan([Lead("a", 0.1), Lead("b", 0.5), Lead("c", 0.04)], Calls(10, cost: 50));

        Assert.Equal("ba", Ids(plan));
        Assert.Equal(NotCalled.DoesNotPay, plan.EndedBy);
        Assert.Equal([(NotCalled.DoesNotPay, null, 1)], plan.Others);
    }

    [Fact]
    public void A_call_that_brings_just_what_it_costs_is_not_made() => Assert.Empty(CallPlanner.Plan([Lead("a", 0.05)], Calls(10, cost: 50)).Calls);

    [Fact]
    public void A_large_deal_goes_before_a_likely_one() => Assert.Equal("ab", Ids(CallPlanner.Plan([Lead("b", 0.9), Lead("a", 0.1, value: 20_000)], Calls(2))));

    [Fact]
    public void The_capacity_ends_the_plan()
    {
        var plan = CallPlanner.Plan([Lead("a", 0.3), Lead("b", 0.2), Lead("c", 0.1)], Calls(1) with { Weeks = 2 });

        Assert.Equal("ab", Ids(plan));
        Assert.Equal([1, 2], plan.Calls.Select(c => c.Week));
        Assert.Equal(NotCalled.NoCapacity, plan.EndedBy);
    }

    [Fact]
    public void An_account_gives_its_best_leads_up_to_the_cap()
    {
        var plan = CallPlanner.Plan([Lead("a", 0.1, account: "X"), Lead("b", 0.3, account: "X"), Lead("c", 0.2, account: "X"), Lead("d", 0.05), Lead("e", 0.04, account: "")], Calls(10, perAccount: 2));

        Assert.Equal("bcde", Ids(plan));
        Assert.Contains((NotCalled.AccountFull, null, 1), plan.Others);
    }

    [Fact]
    public void Whoever_is_barred_is_never_called()
    {
        var plan = CallPlanner.Plan([Lead("a", 0.9) with { Barred = "no consent" }, Lead("b", 0.1)], Calls(10));

        Assert.Equal("b", Ids(plan));
        Assert.Equal([(NotCalled.Barred, "no consent", 1)], plan.Others);
    }

    [Fact]
    public void One_more_rep_brings_the_next_calls_less_the_reps_cost()
    {
        var plan = CallPlanner.Plan([Lead("a", 0.5), Lead("b", 0.4), Lead("c", 0.3)], Calls(1, cost: 10) with { RepCostPerWeek = 100 });

        Assert.Equal(1, plan.OneMoreRep.Calls);
        Assert.Equal(400m - 10 - 100, plan.OneMoreRep.Net);
    }

    [Fact]
    public void Without_a_call_that_pays_nothing_is_expected()
    {
        var plan = CallPlanner.Plan([Lead("a", 0.01)], Calls(5, cost: 500));

        Assert.Equal((0m, 0m, 0, 0.0), (plan.Totals.Net, plan.Totals.Cost, plan.OneMoreRep.Calls, plan.Totals.Sqls.High));
    }

    [Fact]
    public void The_curve_is_highest_where_the_plan_ends_if_calls_stop_paying()
    {
        var leads = Enumerable.Range(1, 90).Select(i => Lead($"{i}", i / 100.0)).ToList();
        var plan = CallPlanner.Plan(leads, Calls(1000, cost: 400));

        Assert.Equal(plan.Totals.Net, plan.Curve.Max(p => p.Net));
        Assert.Equal(plan.Totals.Net, plan.Curve.Single(p => p.Calls == plan.Calls.Count).Net);
    }

    [Fact]
    public void No_choice_of_leads_earns_more()
    {
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var random = new DeterministicRandom(seed);
            var leads = Enumerable.Range(0, 9).Select(i => Lead($"{i}", random.NextInt(100) / 100.0, random.NextInt(50) * 100, "ABC"[random.NextInt(3)].ToString())).ToList();
            var request = Calls(random.NextInt(6), cost: 300, perAccount: 1 + random.NextInt(3)) with { WinRate = 0.5 };

            Assert.Equal(Reference.ExhaustivePlan.BestNet(leads, request), CallPlanner.Plan(leads, request).Totals.Net);
        }
    }

    [Fact]
    public void Plans_keep_their_promises_whatever_the_leads()
    {
        for (var seed = 1UL; seed <= 25; seed++)
        {
            var random = new DeterministicRandom(seed);
            var leads = Enumerable.Range(0, 300).Select(i => Lead($"L{i}", random.NextDouble(), random.NextInt(1_000_000) / 100m, $"A{random.NextInt(120)}") with { Barred = random.NextInt(5) == 0 ? "gate" : null }).ToArray();
            var reps = Enumerable.Range(0, 1 + random.NextInt(5)).Select(r => new SalesRep($"r{r}", random.NextInt(30))).ToArray();
            var request = new PlanRequest { CallsPerWeek = 1000, Weeks = 1 + random.NextInt(3), ContactCost = 7.13m, WinRate = 0.21, PerAccount = 1 + random.NextInt(2), Reps = reps };
            var plan = CallPlanner.Plan(leads, request);

            Assert.True(plan.Calls.Count <= request.Capacity);
            Assert.All(plan.Calls.GroupBy(c => c.Lead.Account), g => Assert.True(g.Count() <= request.PerAccount));
            Assert.All(plan.Calls.GroupBy(c => (c.Rep, c.Week)), g => Assert.True(g.Count() <= reps.Single(r => r.Name == g.Key.Rep).CallsPerWeek && g.Key.Week <= request.Weeks));
            Assert.DoesNotContain(plan.Calls, c => c.Lead.Barred is not null || c.Net <= 0);
            Assert.Equal(plan.Totals.Net, plan.Calls.Sum(c => c.Net));
            Assert.Equal((plan.Totals.Revenue, plan.Totals.Cost, plan.Totals.Net, plan.Totals.Calls), (plan.Reps.Sum(r => r.Revenue), plan.Reps.Sum(r => r.Cost), plan.Reps.Sum(r => r.Net), plan.Reps.Sum(r => r.Calls)));
            Assert.Equal(leads.Length, plan.Calls.Count + plan.Others.Sum(o => o.Leads));
            Assert.True(plan.Totals.NetInterval.Low <= (double)plan.Totals.Net && (double)plan.Totals.Net <= plan.Totals.NetInterval.High);

            random.Shuffle<CallCandidate>(leads);
            var again = CallPlanner.Plan(leads, request);
            Assert.Equal(plan.Calls, again.Calls);
            Assert.Equal(plan.Totals, again.Totals);
            Assert.Equal(plan.Curve, again.Curve);
        }
    }

    [Fact]
    public void Lists_are_worth_the_same_by_the_time_of_each()
    {
        var random = new DeterministicRandom(7);
        var leads = Enumerable.Range(0, 400).Select(i => Lead($"L{i}", random.NextDouble(), 500 + random.NextInt(20_000))).ToList();
        var plan = CallPlanner.Plan(leads, new PlanRequest { CallsPerWeek = 100, Reps = [new("full", 40), new("whole", 40), new("half", 20)] });

        Assert.Equal([40, 40, 20], plan.Reps.Select(r => r.Calls));
        var worth = plan.Reps.Select(r => (double)r.Revenue / r.Calls).ToList();
        Assert.InRange(worth.Max() / worth.Min(), 1, 1.001);
    }

    [Fact]
    public void An_account_stays_with_one_rep_where_there_is_room()
    {
        var leads = Enumerable.Range(0, 60).Select(i => Lead($"L{i:00}", 0.2 + i / 100.0, account: $"A{i / 3}")).ToList();
        var plan = CallPlanner.Plan(leads, new PlanRequest { CallsPerWeek = 60, PerAccount = 3, Reps = [new("a", 30), new("b", 30)] });

        Assert.All(plan.Calls.GroupBy(c => c.Lead.Account), g => Assert.Single(g.Select(c => c.Rep).Distinct()));
    }

    [Fact]
    public void What_cannot_be_planned_is_refused()
    {
        Assert.Throws<ArgumentException>(() => CallPlanner.Plan([Lead("a", 0.1), Lead("a", 0.2)], Calls(1)));
        Assert.Throws<ArgumentException>(() => CallPlanner.Plan([Lead("a", 1.1)], Calls(1)));
        Assert.Throws<ArgumentException>(() => CallPlanner.Plan([Lead("a", 0.1, value: -1)], Calls(1)));
        Assert.Equal(8, new PlanRequest { CallsPerWeek = -1, Weeks = 0, ContactCost = -1, WinRate = 2, PerAccount = -1, RepCostPerWeek = -1, LevelDrift = -1, Reps = [new("x", -1), new("x", 1)] }.Validate().Count(p => !p.Contains("same name", StringComparison.Ordinal)));
    }

    [Fact]
    public void Intervals_hold_what_happens_though_the_level_of_all_chances_is_off()
    {
        var random = new DeterministicRandom(3);
        var said = Enumerable.Range(0, 150).Select(i => 0.05 + 0.6 * random.NextDouble()).ToArray();
        var plan = CallPlanner.Plan([.. said.Select((p, i) => Lead($"L{i}", p))], Calls(60, cost: 20));
        var held = 0;
        for (var world = 0; world < 1000; world++)
        {
            var level = 0.2 * random.NextNormal();
            var sqls = plan.Calls.Count(c => random.NextDouble() < PortableMath.Sigmoid(PortableMath.Logit(c.Lead.Probability) + level));
            if (sqls >= plan.Totals.Sqls.Low && sqls <= plan.Totals.Sqls.High) held++;
        }

        Assert.InRange(held, 935, 985);
    }
}
