using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Tests.Modeling;

public sealed class HyperparameterSearchTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Fact]
    public void Trial_0_has_the_options_as_given()
    {
        var tuning = Tune(trials: 2).Card.Tuning;

        Assert.Equal([0, 1, 2], tuning.Select(t => t.Trial));
        Assert.Empty(tuning[0].Changed);
        Assert.Equal((0, 0), (tuning[0].Difference, tuning[0].StandardError));
    }

    [Fact]
    public void Clearly_better_options_are_taken()
    {
        // Three trees only: a larger learning rate is better beyond doubt.
        var result = Tune(trials: 6, options: MadeCsv.Small with { Trees = 3, LinearStart = 0 });

        var chosen = Assert.Single(result.Card.Tuning, t => t.Chosen);
        Assert.NotEqual(0, chosen.Trial);
        Assert.True(chosen.Difference < -chosen.StandardError);
        Assert.Equal(chosen.LogLoss, result.Card.Tuning.Min(t => t.LogLoss));
        Assert.All(chosen.Changed, option => Assert.Equal(option.Value, result.Model.Origin.Options[option.Key]));
    }

    [Fact]
    public void Options_stay_as_given_when_no_trial_is_clearly_better()
    {
        // Without trees every trial is the same logistic regression but for its share of members.
        var result = Tune(trials: 3, options: MadeCsv.Small with { Trees = 0, LinearStart = 1 });

        Assert.Equal(0, Assert.Single(result.Card.Tuning, t => t.Chosen).Trial);
        Assert.Equal(OptionNames.ToText(MadeCsv.Small with { Trees = 0, LinearStart = 1 }), result.Model.Origin.Options);
    }

    [Fact]
    public void Better_by_one_standard_error_or_less_is_not_clearly_better()
    {
        TuningTrial[] trials = [Trial(0, 0, 0), Trial(1, -0.010, 0.011), Trial(2, -0.004, 0.003), Trial(3, -0.005, 0.005)];

        Assert.Equal(2, HyperparameterSearch.Best(trials).Trial);

        static TuningTrial Trial(int number, double difference, double error) => new(number, new Dictionary<string, string>(), 0.4 + difference, difference, error, 1);
    }

    [Fact]
    [Trait("Kind", "Slow")]
    public void The_best_on_a_sample_is_taken_when_it_is_better_on_all_rows_too()
    {
        var said = new List<string>();

        var request = MadeCsv.Request(MadeCsv.Write(_folder, rows: HyperparameterSearch.MostRows + 1000)) with
        {
            Boosting = MadeCsv.Small with { Trees = 3 },
            Evaluation = EvaluationMethod.None,
            Tuning = new TuningRequest { Trials = 2 },
        };

        var result = MadeCsv.Train(request, new Listening(said.Add));

        Assert.Contains("trying the best options on all training rows", said);
        Assert.NotEqual(0, Assert.Single(result.Card.Tuning, t => t.Chosen).Trial);
        Assert.Empty(result.Card.Notes);
    }

    [Fact]
    public void Threads_do_not_change_the_choice()
    {
        var one = Tune(trials: 3, options: MadeCsv.Small with { Trees = 3 });
        var three = Tune(trials: 3, options: MadeCsv.Small with { Trees = 3, Threads = 3 });

        Assert.Equal(one.Model.Sha256, three.Model.Sha256);
    }

    [Fact]
    public void An_interrupted_search_goes_on_and_chooses_the_same()
    {
        var state = _folder["state.jsonl"];
        var whole = Tune(trials: 5, options: MadeCsv.Small with { Trees = 3 });

        using var cancellation = new CancellationTokenSource();
        var stop = new Listening(phase => { if (phase.StartsWith("tuning: trial 3 of 5", StringComparison.Ordinal)) cancellation.Cancel(); });
        Assert.ThrowsAny<OperationCanceledException>(() => Tune(5, MadeCsv.Small with { Trees = 3 }, state, stop, ct: cancellation.Token));
        Assert.Equal(3, File.ReadAllLines(state).Length);
        var said = new List<string>();
        var resumed = Tune(5, MadeCsv.Small with { Trees = 3 }, state, new Listening(said.Add));

        Assert.Equal(whole.Model.Sha256, resumed.Model.Sha256);
        Assert.Equal(whole.Card.Tuning.Select(t => (t.LogLoss, t.Difference, t.StandardError, t.Chosen)), resumed.Card.Tuning.Select(t => (t.LogLoss, t.Difference, t.StandardError, t.Chosen)));
        Assert.Equal([true, true, true, false, false, false], resumed.Card.Tuning.Select(t => t.Resumed));
        Assert.Contains($"going on with the tuning after 2 finished trials, kept in {state}", said);
        Assert.False(File.Exists(state));
    }

    [Fact]
    public void Another_seed_does_not_go_on_with_the_trials_of_the_first()
    {
        var state = _folder["state.jsonl"];
        using var cancellation = new CancellationTokenSource();
        var stop = new Listening(phase => { if (phase.StartsWith("tuning: trial 2", StringComparison.Ordinal)) cancellation.Cancel(); });
        Assert.ThrowsAny<OperationCanceledException>(() => Tune(2, MadeCsv.Small, state, stop, ct: cancellation.Token));

        var other = Tune(1, MadeCsv.Small with { Seed = 7 }, state);

        Assert.DoesNotContain(other.Card.Tuning, t => t.Resumed);
        Assert.Equal(2, File.ReadAllLines(state).Length);
    }

    [Fact]
    public void Progress_says_the_trial_and_the_best_loss_so_far()
    {
        var said = new List<string>();

        var tuning = Tune(trials: 2, progress: new Listening(said.Add)).Card.Tuning;

        var best = FormattableString.Invariant($"{Math.Min(tuning[0].LogLoss, tuning[1].LogLoss):F4}");
        Assert.Contains($"tuning: trial 2 of 2, best log-loss {best}", said);
    }

    [Fact]
    public void Outcomes_of_the_test_leads_have_no_part()
    {
        // The newest fifth is the test; accounts may take some older leads with them, but never the other way.
        var asIs = Tune(trials: 2, csv: MadeCsv.Write(_folder, name: "a.csv"));
        var flipped = Tune(trials: 2, csv: MadeCsv.Write(_folder, flipFrom: 320, name: "b.csv"));

        Assert.NotEqual(asIs.Card.Test!.RocAuc.Value, flipped.Card.Test!.RocAuc.Value);
        Assert.Equal(asIs.Card.Tuning.Select(t => t.LogLoss), flipped.Card.Tuning.Select(t => t.LogLoss));
    }

    [Fact]
    public void A_time_that_is_up_begins_no_trial()
    {
        var request = MadeCsv.Request(MadeCsv.Write(_folder)) with { Tuning = new TuningRequest { Trials = 50, Time = TimeSpan.FromTicks(1) } };

        Assert.Single(MadeCsv.Train(request).Card.Tuning);
    }

    [Fact]
    public void Each_fold_of_a_cross_validation_has_a_search_of_its_own()
    {
        var said = new List<string>();
        var request = MadeCsv.Request(MadeCsv.Write(_folder)) with { Evaluation = EvaluationMethod.Cv, Tuning = new TuningRequest { Trials = 1 } };

        var card = MadeCsv.Train(request, new Listening(said.Add)).Card;

        Assert.Equal(5, said.Where(s => s.StartsWith("tuning: fold", StringComparison.Ordinal) && s.Contains("trial 0", StringComparison.Ordinal)).Distinct().Count());
        Assert.Equal(2, card.Tuning.Count);
    }

    public void Dispose() => _folder.Dispose();

    TrainingResult Tune(int trials, BoostingOptions? options = null, string? state = null, IProgress<TrainingProgress>? progress = null, string? csv = null, CancellationToken ct = default) =>
        MadeCsv.Train(MadeCsv.Request(csv ?? MadeCsv.Write(_folder)) with
        {
            Boosting = options ?? MadeCsv.Small,
            Tuning = new TuningRequest { Trials = trials, StateFile = state },
        }, progress, ct);

    sealed class Listening(Action<string> hear) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => hear(value.Phase);
    }
}
