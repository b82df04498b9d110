using LeadPredict.Numerics;

namespace LeadPredict.Qualification.Planning;

/// <summary>
/// Draws what may happen to a list of leads, to know intervals of sums. In each draw the level of all chances is off together, by what the model's rate is uncertain by
/// (<see cref="CallCandidate.RateLow"/> to <see cref="CallCandidate.RateHigh"/>) and by drift; then each lead becomes an SQL or not, and an SQL a deal or not. One error for
/// all leads makes intervals wider than errors that cancel would: on the safe side. The same seed and order give the same draws on every machine.
/// </summary>
public sealed class OutcomeDraws
{
    const int Most = 2000, Fewest = 400;
    const long Budget = 20_000_000;
    const double LeastRate = 1e-6;

    readonly double[] _logit, _spread;
    readonly double[] _value;
    readonly double _winRate;
    readonly ulong _seed;

    /// <param name="leads">In an order that does not depend on the file's.</param>
    /// <param name="winRate">Share of SQLs that end in a deal.</param>
    /// <param name="drift">Standard deviation of the level, in log-odds.</param>
    /// <param name="seed">Of the draws.</param>
    public OutcomeDraws(IReadOnlyList<CallCandidate> leads, double winRate, double drift, ulong seed)
    {
        _logit = [.. leads.Select(l => Logit(l.Probability))];
        _spread = [.. leads.Select(l => Spread(l, drift))];
        _value = [.. leads.Select(l => (double)l.DealValue)];
        _winRate = winRate;
        _seed = seed;
        Count = (int)Math.Clamp(Budget / Math.Max(1, leads.Count), Fewest, Most);
    }

    /// <summary>How many draws there are.</summary>
    public int Count { get; }

    /// <summary>SQLs and revenue among the first so many leads, in every draw: arrays of one row a length, each as long as <see cref="Count"/>.</summary>
    /// <param name="lengths">Rising.</param>
    public (double[][] Sqls, double[][] Revenue) Sums(IReadOnlyList<int> lengths)
    {
        var sqls = lengths.Select(_ => new double[Count]).ToArray();
        var revenue = lengths.Select(_ => new double[Count]).ToArray();
        Parallel.For(0, Count, draw =>
        {
            var random = new DeterministicRandom(_seed, (ulong)draw + 1);
            var level = random.NextNormal();
            double hits = 0, won = 0;
            var at = 0;
            for (var part = 0; part < lengths.Count; part++)
            {
                for (; at < lengths[part]; at++)
                {
                    var rate = PortableMath.Sigmoid(_logit[at] + level * _spread[at]);
                    var u = random.NextDouble();
                    if (u >= rate) continue;
                    hits++;
                    if (u < rate * _winRate) won += _value[at];
                }
                sqls[part][draw] = hits;
                revenue[part][draw] = won;
            }
        });
        return (sqls, revenue);
    }

    /// <summary>The value and the middle 95% of what was drawn for it. Sorts <paramref name="draws"/>.</summary>
    public static Expected Interval(double value, double[] draws)
    {
        if (draws.Length == 0) return new(value, double.NaN, double.NaN);
        Array.Sort(draws);
        return new(value, draws[(int)Math.Floor(0.025 * (draws.Length - 1))], draws[(int)Math.Ceiling(0.975 * (draws.Length - 1))]);
    }

    static double Spread(CallCandidate lead, double drift)
    {
        var own = (Logit(lead.RateHigh) - Logit(lead.RateLow)) / (2 * NormalQuantile.Z95);
        return Math.Sqrt(own * own + drift * drift);
    }

    static double Logit(double rate) => PortableMath.Logit(Math.Clamp(rate, LeastRate, 1 - LeastRate));
}
