using LeadPredict.Boosting;
using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Explanation;
using LeadPredict.Inference;
using LeadPredict.Qualification;

namespace LeadPredict.Modeling;

/// <summary>
/// All that is needed to score a lead, from its text to its grade: schema and encoder, ensemble, calibrator, grades and reference leads.
/// Immutable, shared by all threads.
/// </summary>
public sealed class LeadModel
{
    readonly Lazy<EnsemblePaths> _paths;
    readonly Lazy<EnsembleScorer> _scorer;

    /// <summary>A model of given parts.</summary>
    public LeadModel(LeadEncoder encoder, TreeEnsemble ensemble, Calibrator calibrator, GradeScale grades, ReferenceLeads reference, ModelOrigin origin)
    {
        if (encoder.FeatureCount != ensemble.FeatureCount)
            throw new ArgumentException("The encoder and the ensemble have different numbers of features.", nameof(ensemble));
        Encoder = encoder;
        Ensemble = ensemble;
        Calibrator = calibrator;
        Grades = grades;
        Reference = reference;
        Origin = origin;
        _paths = new Lazy<EnsemblePaths>(() => new EnsemblePaths(ensemble));
        _scorer = new Lazy<EnsembleScorer>(() => new EnsembleScorer(ensemble));
    }

    /// <summary>SHA-256 of the model file in lower-case hexadecimal; empty for a model that is in no file yet.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Short name of exactly this model: the first 12 digits of <see cref="Sha256"/>.</summary>
    public string Id => Sha256.Length >= 12 ? Sha256[..12] : "unsaved";

    /// <summary>Columns and their kinds, frozen.</summary>
    public LeadSchema Schema => Encoder.Schema;
    /// <summary>Text to numbers.</summary>
    public LeadEncoder Encoder { get; }
    /// <summary>Numbers to log-odds.</summary>
    public TreeEnsemble Ensemble { get; }
    /// <summary>Log-odds to probability.</summary>
    public Calibrator Calibrator { get; }
    /// <summary>Probability to grade.</summary>
    public GradeScale Grades { get; }
    /// <summary>Probability to percentile and interval.</summary>
    public ReferenceLeads Reference { get; }
    /// <summary>Probability to the interval of a lead's own chance; null in files from before it was kept.</summary>
    public LeadIntervals? Intervals { get; init; }
    /// <summary>Which values the training leads had; null in files from before it was kept.</summary>
    public ObservedColumns? Observed { get; init; }
    /// <summary>How the model came to be.</summary>
    public ModelOrigin Origin { get; }

    /// <summary>Probabilities for shorter horizons; null where one is answered.</summary>
    public HorizonCurve? Horizons { get; init; }
    /// <summary>How the training leads were spread; null in files from before it was kept.</summary>
    public TrainingDistribution? Distribution { get; init; }

    /// <summary>95% interval of a lead with this probability; from <see cref="Reference"/> where the file holds no better.</summary>
    public (double Low, double High) Interval(double probability) => Intervals?.Of(probability) ?? Reference.Interval(probability);

    /// <summary>The model with other parts, in no file yet; all else is shared.</summary>
    public LeadModel With(TreeEnsemble? ensemble = null, Calibrator? calibrator = null, ModelOrigin? origin = null) =>
        new(Encoder, ensemble ?? Ensemble, calibrator ?? Calibrator, Grades, Reference, origin ?? Origin) { Intervals = Intervals, Observed = Observed, Horizons = Horizons, Distribution = Distribution };

    /// <summary>The model without the optional parts that <paramref name="other"/>, which is from an older file, does not have.</summary>
    internal LeadModel WithPartsOf(LeadModel other) => new(Encoder, Ensemble, Calibrator, Grades, Reference, Origin)
    {
        Intervals = other.Intervals is null ? null : Intervals,
        Observed = other.Observed is null ? null : Observed,
        Horizons = Horizons,
        Distribution = other.Distribution is null ? null : Distribution,
    };

    /// <summary>The ensemble prepared for scoring, made when first asked for: a file opens without it, an engine has it.</summary>
    public EnsembleScorer Scorer => _scorer.Value;

    /// <summary>Prepared explanations, made when first asked for.</summary>
    public EnsemblePaths Paths => _paths.Value;
}

/// <summary>How a model came to be, as far as it does not change from one run to the next: the same input gives the same file.</summary>
/// <param name="Tool">Program and version.</param>
/// <param name="DataSha256">SHA-256 of each training file.</param>
/// <param name="Trainer">"gbdt" or "logistic".</param>
/// <param name="Rows">Labelled rows that the shipped model was fitted on.</param>
/// <param name="Positives">How many of them became SQLs.</param>
/// <param name="Options">The training options as flags and values.</param>
public sealed record ModelOrigin(
    string Tool, IReadOnlyList<string> DataSha256, string Trainer, int Rows, int Positives, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>The word in place of a trainer's where the model was made elsewhere and imported: nothing can train it again.</summary>
    public const string Imported = "imported";

    /// <summary>The rest of what a repetition needs; null in files from before it was kept.</summary>
    public TrainingSetup? Setup { get; init; }
    /// <summary>What newer outcomes made of the trained model; null when it is as it was trained.</summary>
    public RecalibrationOrigin? Recalibrated { get; init; }
}

/// <summary>A correction of the model's level after its training.</summary>
/// <param name="DataSha256">SHA-256 of the file with the newer outcomes; of several corrections the last.</param>
/// <param name="Rows">Newer outcomes.</param>
/// <param name="Positives">How many of them are positive.</param>
/// <param name="Shift">Added to the calibrated log-odds, all corrections together.</param>
/// <param name="Slope">They were multiplied by this before.</param>
public sealed record RecalibrationOrigin(string DataSha256, int Rows, int Positives, double Shift, double Slope);

/// <summary>
/// How the data was used. With the options, the frozen schema (which holds the label, the roles and every excluded column) and the same files it
/// gives the same model again.
/// </summary>
/// <param name="Evaluation">"holdout", "cv" or "none": what was judged also gave the held-out predictions that calibrate the model.</param>
/// <param name="Split">"time", "group" or "random", as it was or would have been set aside.</param>
/// <param name="TestShare">Share of the leads that are the test.</param>
/// <param name="Refit">Whether the shipped model was fitted on every labelled row.</param>
public sealed record TrainingSetup(string Evaluation, string Split, double TestShare, bool Refit)
{
    /// <summary>Days within which a lead must become an SQL; null when the label was taken as it stood.</summary>
    public double? Horizon { get; init; }
    /// <summary>The day up to which outcomes were known, in days since 2000-01-01; null without a horizon.</summary>
    public double? AsOf { get; init; }
    /// <summary>Shorter horizons that are answered too, in days; null for none.</summary>
    public IReadOnlyList<double>? ShorterHorizons { get; init; }
}
