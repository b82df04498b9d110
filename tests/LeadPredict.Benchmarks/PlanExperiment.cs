using System.Globalization;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Numerics;
using LeadPredict.Qualification.Planning;
using LeadPredict.Serving;
using LeadPredict.Training.Synthesis;

namespace LeadPredict.Benchmarks;

/// <summary>
/// Plans calls on open leads of generated companies with a model of each company's history, and holds what the plan says against what the true probabilities say.
/// <code>
/// plan ROWS SEEDS      a history of ROWS leads to learn from and 2,000 open leads to plan, for companies 1 … SEEDS
/// </code>
/// </summary>
static class PlanExperiment
{
    const int Outcomes = 500;

    sealed record Lead(CallCandidate Said, double Truth);

    sealed record Terms(string Name, decimal? DealValue, decimal ContactCost, int Capacity, int PerAccount);

    static readonly Terms[] s_terms =
    [
        new("40 calls, deal 8,000, call 35", 8000, 35, 40, 2),
        new("200 calls, deal of the lead, call 150", null, 150, 200, 2),
        new("no limit, deal 8,000, call 300", 8000, 300, 2000, 0),
        new("no limit, deal 8,000, call 700", 8000, 700, 2000, 0),
        new("no limit, deal of the lead, call 1,500", null, 1500, 2000, 1),
    ];

    public static void Run(string[] args)
    {
        var rows = int.Parse(args[0], CultureInfo.InvariantCulture);
        var seeds = int.Parse(args[1], CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("plan-").FullName;
        var sums = s_terms.Select(_ => new List<double[]>()).ToArray();
        try
        {
            for (var seed = 1UL; seed <= (ulong)seeds; seed++)
            {
                var leads = Leads(rows, seed, folder);
                for (var t = 0; t < s_terms.Length; t++) sums[t].Add(Judge(leads, s_terms[t], seed));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        Console.WriteLine("| terms | calls | cut against the best cut, least | mean | against the best choice by truth | net: said / true | SQLs covered | net covered |");
        Console.WriteLine("|--|--|--|--|--|--|--|--|");
        for (var t = 0; t < s_terms.Length; t++)
        {
            double Mean(int i) => sums[t].Average(r => r[i]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {s_terms[t].Name} | {Mean(0):F0} | {sums[t].Min(r => r[1]):P2} | {Mean(1):P2} | {Mean(2):P1} | {Mean(3):F3} | {Mean(4):P1} | {Mean(5):P1} |"));
        }
    }

    static List<Lead> Leads(int rows, ulong seed, string folder)
    {
        var (train, open, schema) = (Path.Combine(folder, "train.csv"), Path.Combine(folder, "open.csv"), Path.Combine(folder, "schema.json"));
        Write(train, new SynthesisOptions { Rows = rows, Seed = seed });
        Write(open, new SynthesisOptions { Rows = 2000, Seed = seed, OpenOnly = true, WithTruth = true });
        File.WriteAllBytes(schema, LeadSchemaFile.ToJson(SyntheticSchema.Schema(withTruth: false)));
        var model = LeadTrainer.Train(new TrainingRequest { Files = [train], SchemaFile = schema }, TimeProvider.System).Model;

        using var file = LeadFile.Open(open);
        using var reader = file.OpenReader();
        var engine = new PredictionEngine(model);
        var fields = file.Header.Select(n => engine.FindField(System.Text.Encoding.UTF8.GetBytes(n))).ToArray();
        int Column(string name) => file.Header.ToList().IndexOf(name);
        var (id, account, value, truth) = (Column("lead_id"), Column("account_id"), Column("expected_deal_value"), Column("true_probability"));
        var leads = new List<Lead>();
        while (reader.Read())
        {
            engine.Clear();
            for (var f = 0; f < fields.Length; f++) engine.SetField(fields[f], reader.Field(f));
            var p = engine.Predict().Probability;
            var (low, high) = model.Reference.Interval(p);
            leads.Add(new Lead(
                new CallCandidate(Text(id), p) { Account = Text(account), DealValue = Text(value) is { Length: > 0 } v ? decimal.Parse(v, CultureInfo.InvariantCulture) : 23_600, RateLow = low, RateHigh = high },
                double.Parse(Text(truth), CultureInfo.InvariantCulture)));
        }
        return leads;

        string Text(int column) => System.Text.Encoding.UTF8.GetString(reader.Field(column));
    }

    static void Write(string path, SynthesisOptions options)
    {
        using var stream = File.Create(path);
        LeadSynthesizer.Write(stream, options);
    }

    // Calls, value of the cut against the best cut of the same order, against the best choice by the truth, said over true net, and how often intervals held.
    static double[] Judge(List<Lead> leads, Terms terms, ulong seed)
    {
        const double WinRate = 0.21;
        var request = new PlanRequest { CallsPerWeek = terms.Capacity, ContactCost = terms.ContactCost, PerAccount = terms.PerAccount, WinRate = WinRate };
        var truth = leads.ToDictionary(l => l.Said.Id, l => l.Truth);
        var priced = leads.ConvertAll(l => l.Said with { DealValue = terms.DealValue ?? l.Said.DealValue });
        var plan = CallPlanner.Plan(priced, request);
        double True(CallCandidate lead) => truth[lead.Id] * WinRate * (double)lead.DealValue - (double)terms.ContactCost;

        // The same order without a cut: no cost of contact changes it where deal values do not.
        var order = CallPlanner.Plan(priced, request with { ContactCost = 0 }).Calls.Select(c => True(c.Lead)).ToList();
        double best = 0, sum = 0;
        foreach (var net in order) best = Math.Max(best, sum += net);
        var chosen = plan.Calls.Sum(c => True(c.Lead));
        var oracle = CallPlanner.Plan(leads.ConvertAll(l => new CallCandidate(l.Said.Id, l.Truth) { Account = l.Said.Account, DealValue = terms.DealValue ?? l.Said.DealValue }), request).Calls.Sum(c => True(c.Lead));

        int sqlsHeld = 0, netHeld = 0;
        for (var o = 0; o < Outcomes; o++)
        {
            var random = new DeterministicRandom(seed + 1000, (ulong)o);
            double sqls = 0, net = 0;
            foreach (var call in plan.Calls)
            {
                var u = random.NextDouble();
                if (u < truth[call.Lead.Id]) sqls++;
                net += (u < truth[call.Lead.Id] * WinRate ? (double)call.Lead.DealValue : 0) - (double)terms.ContactCost;
            }
            if (sqls >= plan.Totals.Sqls.Low && sqls <= plan.Totals.Sqls.High) sqlsHeld++;
            if (net >= plan.Totals.NetInterval.Low - 0.005 && net <= plan.Totals.NetInterval.High + 0.005) netHeld++;
        }
        return [plan.Calls.Count, chosen / best, chosen / oracle, (double)plan.Totals.Net / chosen, (double)sqlsHeld / Outcomes, (double)netHeld / Outcomes];
    }
}
