using System.Globalization;
using System.Text;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Numerics;
using LeadPredict.Qualification.Planning;
using LeadPredict.Serving;
using LeadPredict.Training.Synthesis;

namespace LeadPredict.Tests.Qualification.Planning;

/// <summary>Plans for open leads of a generated company, whose true probabilities are known, by a model of its history.</summary>
public sealed class PlanAgainstTruthTests
{
    const double WinRate = 0.21;

    static readonly Lazy<(List<CallCandidate> Leads, Dictionary<string, double> Truth)> s_company = new(Company);

    static (List<CallCandidate>, Dictionary<string, double>) Company()
    {
        using var folder = new TemporaryFolder();
        Write(folder["past.csv"], new SynthesisOptions { Rows = 8000, Seed = 5 });
        Write(folder["open.csv"], new SynthesisOptions { Rows = 2000, Seed = 5, OpenOnly = true, WithTruth = true });
        File.WriteAllBytes(folder["schema.json"], LeadSchemaFile.ToJson(SyntheticSchema.Schema(withTruth: false)));
        var boosting = new LeadPredict.Boosting.BoostingOptions { Members = 2 };
        var model = LeadTrainer.Train(new TrainingRequest { Files = [folder["past.csv"]], SchemaFile = folder["schema.json"], Evaluation = EvaluationMethod.None, LearningCurve = false, Boosting = boosting }, TimeProvider.System).Model;
        using var file = LeadFile.Open(folder["open.csv"]);
        using var reader = file.OpenReader();
        var engine = new PredictionEngine(model);
        var header = file.Header.ToList();
        var fields = header.Select(n => engine.FindField(Encoding.UTF8.GetBytes(n))).ToArray();
        var leads = new List<CallCandidate>();
        var truth = new Dictionary<string, double>();
        while (reader.Read())
        {
            engine.Clear();
            for (var f = 0; f < fields.Length; f++) engine.SetField(fields[f], reader.Field(f));
            var p = engine.Predict().Probability;
            var (low, high) = model.Reference.Interval(p);
            leads.Add(new CallCandidate(Text("lead_id"), p) { Account = Text("account_id"), DealValue = 8000, RateLow = low, RateHigh = high });
            truth[leads[^1].Id] = double.Parse(Text("true_probability"), CultureInfo.InvariantCulture);
        }
        return (leads, truth);

        string Text(string column) => Encoding.UTF8.GetString(reader.Field(header.IndexOf(column)));
    }

    static void Write(string path, SynthesisOptions options)
    {
        using var stream = File.Create(path);
        LeadSynthesizer.Write(stream, options);
    }

    static double TrueNet(CallCandidate lead, decimal cost) => s_company.Value.Truth[lead.Id] * WinRate * (double)lead.DealValue - (double)cost;

    [Theory]
    [InlineData(40, 35)]
    [InlineData(2000, 150)]
    [InlineData(2000, 300)]
    [InlineData(2000, 500)]
    public void The_chosen_cut_earns_nearly_what_the_best_cut_would(int capacity, int cost)
    {
        var request = new PlanRequest { CallsPerWeek = capacity, ContactCost = cost, WinRate = WinRate, PerAccount = 2 };

        var chosen = CallPlanner.Plan(s_company.Value.Leads, request).Calls.Sum(c => TrueNet(c.Lead, cost));
        double best = 0, sum = 0;
        foreach (var call in CallPlanner.Plan(s_company.Value.Leads, request with { ContactCost = 0 }).Calls) best = Math.Max(best, sum += TrueNet(call.Lead, cost));

        Assert.True(best > 0);
        Assert.InRange(chosen / best, 0.98, 1.0000001);
    }

    [Theory]
    [InlineData(40, 35)]
    [InlineData(200, 150)]
    [InlineData(2000, 300)]
    public void Intervals_of_a_plan_hold_what_happens(int capacity, int cost)
    {
        const int Outcomes = 400;
        var plan = CallPlanner.Plan(s_company.Value.Leads, new PlanRequest { CallsPerWeek = capacity, ContactCost = cost, WinRate = WinRate, PerAccount = 2 });
        int sqlsHeld = 0, netHeld = 0;
        for (var o = 0; o < Outcomes; o++)
        {
            var random = new DeterministicRandom(11, (ulong)o);
            double sqls = 0, net = 0;
            foreach (var call in plan.Calls)
            {
                var (u, truth) = (random.NextDouble(), s_company.Value.Truth[call.Lead.Id]);
                if (u < truth) sqls++;
                net += (u < truth * WinRate ? (double)call.Lead.DealValue : 0) - cost;
            }
            if (sqls >= plan.Totals.Sqls.Low && sqls <= plan.Totals.Sqls.High) sqlsHeld++;
            if (net >= plan.Totals.NetInterval.Low - 0.005 && net <= plan.Totals.NetInterval.High + 0.005) netHeld++;
        }

        Assert.True(sqlsHeld >= 0.93 * Outcomes, $"{sqlsHeld}");
        Assert.True(netHeld >= 0.93 * Outcomes, $"{netHeld}");
    }
}
