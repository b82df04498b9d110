using System.Globalization;
using System.Security.Cryptography;
using LeadPredict.Boosting;
using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;

namespace LeadPredict.MLNet;

/// <summary>An ML.NET model as LeadPredict's.</summary>
/// <param name="Model">The model, in no file yet.</param>
/// <param name="Card">Its card.</param>
/// <param name="Parity">How far both are apart.</param>
public sealed record ImportedModel(LeadModel Model, ModelCard Card, ImportParity Parity);

/// <summary>How far ML.NET's answers and LeadPredict's are apart.</summary>
/// <param name="Rows">Leads of the file that both were asked.</param>
/// <param name="MadeRows">Made rows that both were asked: numbers on the trees' thresholds and beside them, gaps, unknown levels.</param>
/// <param name="Largest">The largest difference of the probabilities; where ML.NET's model gives none, of the scores, in parts of the larger one above 1.</param>
/// <param name="OfScores">Whether it is the scores that were compared.</param>
public sealed record ImportParity(int Rows, int MadeRows, double Largest, bool OfScores);

/// <summary>
/// Makes a LeadPredict model of an ML.NET zip whose last step is FastTree or FastForest, and proves on the leads of a file that both say the same. Thread safe.
/// </summary>
public static class ModelImport
{
    /// <summary>The largest difference that is accepted.</summary>
    public const double Accepted = 1e-6;
    const int MadeRows = 2000;
    const ulong Seed = 42;

    /// <param name="zip">The ML.NET model.</param>
    /// <param name="csv">Leads with outcomes: parity is proved on them, and grades, percentiles and intervals are theirs. Best are leads that the model was not trained on.</param>
    /// <param name="name">Name in the registry and in answers.</param>
    /// <param name="label">The outcome's column, or null to recognise it.</param>
    /// <param name="positive">The outcome's value that means: became an SQL, or null to recognise it.</param>
    /// <param name="missingAsZero">
    /// Whether a missing number is what the model took for 0. ML.NET's text loader reads an empty number as 0 unless its MissingRealsAsNaNs is set, and a property that
    /// is not set is 0 too; a model taught and asked so never saw a NaN.
    /// </param>
    /// <exception cref="LeadPredictException">The zip cannot be held exactly (LP0922 to LP0924), both models differ (LP0925), or the file cannot be used.</exception>
    public static ImportedModel Import(string zip, string csv, string name, string? label, string? positive, TimeProvider clock, bool missingAsZero = false, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var started = clock.GetTimestamp();
        var pipeline = ImportedPipeline.Read(zip);
        var (columns, slots) = new PipelineProbe(pipeline, zip, missingAsZero).Ask();
        if (columns.Count == 0) throw MLNetErrors.NoModel(zip, "no column changes what its trees see");

        using var file = LeadFile.Open(csv);
        var schema = Schema(file, columns, label, positive, ct);
        var table = LeadTableReader.Read([file], schema, ct: ct);
        if (table.RowsRejected > 0.01 * table.RowsRead || table.RowCount == 0) throw MLNetErrors.RowsUnusable(csv, table);
        var encoder = new LeadEncoder(schema, [.. columns.Select(c => new FeatureEncoding(schema.Columns.First(s => s.Name == c.Name), c.Levels))]);
        var kinds = PipelineProbe.Kinds(columns);
        var set = new TrainingSet(encoder.Encode(table), kinds, Array.ConvertAll(table.Labels, l => (float)l));
        int[] rows = [.. Enumerable.Range(0, table.RowCount)];

        var (scale, bias) = pipeline.Platt is { } platt ? (-platt.Slope, -platt.Offset) : (1.0, 0.0);
        var ensemble = TreeCovers.Counted(FastTreeConversion.WithoutConstants(FastTreeConversion.Convert(pipeline.Trees, slots, kinds, scale, bias, zip)), set, rows, ct);
        var parity = new ParityCheck(pipeline, columns, ensemble, set, missingAsZero).Run(MadeRows, Seed, ct);
        if (!(parity.Largest <= Accepted)) throw MLNetErrors.Differs(zip, parity.Largest, Accepted);

        var draft = Draft(zip, file, table, encoder, ensemble, set, rows, pipeline.Platt is not null);
        var model = LeadModelFile.Parse(LeadModelFile.ToBytes(draft), "the imported model");
        string[] notes = [.. Notes(zip, csv, pipeline.Platt is not null), .. MissingNote(columns, set, rows, missingAsZero)];
        var card = Card(model, csv, name, table, set, rows, notes, clock, clock.GetElapsedTime(started).TotalSeconds);
        return new ImportedModel(model, card, parity);
    }

    // Roles and spellings as the file shows them; what the model asks, it asks as its own columns are.
    static LeadSchema Schema(LeadFile file, IReadOnlyList<ImportedColumn> columns, string? label, string? positive, CancellationToken ct)
    {
        var schema = SchemaInference.Infer(TableProfile.Scan(file, ct: ct), new SchemaInferenceOptions { Label = label, Positive = positive });
        if (columns.FirstOrDefault(c => !schema.Columns.Any(s => s.Name == c.Name)) is { } lacking) throw MLNetErrors.ColumnMissing(file.Path, lacking.Name);
        return schema with
        {
            MissingCodes = [],
            Columns = [.. schema.Columns.Select(column =>
            {
                if (column.Role == ColumnRole.Label) return column;
                if (columns.FirstOrDefault(c => c.Name == column.Name) is not { } asked)
                    return column.Role == ColumnRole.Feature ? column with { Role = ColumnRole.Excluded, ExcludedBecause = "the ML.NET model does not ask it" } : column;
                return column with
                {
                    Role = ColumnRole.Feature,
                    Kind = asked.IsText ? ColumnKind.Category : asked.Type is Microsoft.ML.Data.BooleanDataViewType ? ColumnKind.Boolean : ColumnKind.Number,
                    ExcludedBecause = null,
                    Personal = false,
                    // A text of ML.NET's is missing only where it is empty.
                    MissingCodes = asked.IsText ? null : LeadSchema.DefaultMissingCodes,
                };
            })],
        };
    }

    static LeadModel Draft(string zip, LeadFile file, LeadTable table, LeadEncoder encoder, TreeEnsemble ensemble, TrainingSet set, int[] rows, bool calibrated)
    {
        var row = new float[encoder.FeatureCount];
        var logOdds = Array.ConvertAll(rows, r =>
        {
            set.CopyRow(r, row);
            return ensemble.LogOdds(row);
        });
        int[] groups = Array.ConvertAll(rows, r => table.Groups?[r] ?? -1 - r);
        // A score alone is made a probability by the outcomes of these leads.
        var calibrator = calibrated ? IdentityCalibrator.Instance : CalibratorFitter.Choose(logOdds, table.Labels, groups, Seed).Calibrator;
        var probabilities = new double[rows.Length];
        calibrator.Calibrate(logOdds, probabilities);
        var reference = ReferenceLeads.Fit(probabilities, table.Labels);
        var origin = new ModelOrigin(LeadTrainer.Tool, [file.Sha256], ModelOrigin.Imported, rows.Length, table.Labels.Count(l => l == 1), new Dictionary<string, string> { ["zip_sha256"] = Sha256Of(zip) });
        return new LeadModel(encoder, ensemble, calibrator, GradeScale.FromReference(reference.Quantiles), reference, origin)
        {
            Intervals = LeadIntervalFitter.Fit(probabilities, table.Labels, groups, null, encoder.FeatureCount, rows.Length),
            Observed = ObservedColumns.Of(ensemble.Binner, set, rows),
            Distribution = TrainingDistribution.Fit(encoder, set.Columns, rows, table.Groups),
        };
    }

    static string Sha256Of(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    static ModelCard Card(LeadModel model, string csv, string name, LeadTable table, TrainingSet set, int[] rows, string[] notes, TimeProvider clock, double seconds) => new()
    {
        Name = name,
        Id = model.Id,
        Sha256 = model.Sha256,
        CreatedAt = clock.GetUtcNow(),
        Origin = model.Origin,
        Files = [csv],
        Rows = new RowCounts(table.RowsRead, table.RowsRejected, table.RowsUnlabelled, rows.Length, 0, rows.Length, 0, model.Origin.Positives),
        Label = table.Schema.Single(ColumnRole.Label)!.Name,
        Positive = table.Schema.PositiveLabel!,
        Used = [.. model.Encoder.Features.Select(f => f.Column.Name)],
        Excluded = [.. table.Schema.Columns.Where(c => c.Role != ColumnRole.Feature).Select(c => new ExcludedColumn(c.Name, c.ExcludedBecause ?? $"the {c.Role.ToString().ToLowerInvariant()} column"))],
        Evaluation = EvaluationMethod.None,
        Refitted = false,
        Calibrator = model.Calibrator.Method,
        CalibrationCandidates = [],
        Drivers = DriverRanking.Rank(model, set, rows, Seed),
        Trees = model.Ensemble.Trees.Count,
        Shape = string.Create(CultureInfo.InvariantCulture, $"{model.Ensemble.Trees.Count} trees of ML.NET's, imported"),
        Grades = model.Grades,
        Seconds = new TrainingSeconds(0, 0, 0, 0, 0, seconds),
        Notes = notes,
    };

    static IEnumerable<string> Notes(string zip, string csv, bool calibrated)
    {
        yield return $"Imported from {Path.GetFileName(zip)}: ML.NET's model and this one say the same of every lead of {Path.GetFileName(csv)}.";
        yield return $"Grades, percentiles and intervals are those of the leads of {Path.GetFileName(csv)}: where the model was trained on them, they flatter it. Judge it on others: leadpredict evaluate.";
        if (!calibrated) yield return $"ML.NET's model gives a score and no probability: the probability was made from the outcomes in {Path.GetFileName(csv)}.";
    }

    static IEnumerable<string> MissingNote(IReadOnlyList<ImportedColumn> columns, TrainingSet set, int[] rows, bool missingAsZero)
    {
        var gaps = columns.Where((c, f) => !c.IsText && Array.Exists(rows, r => float.IsNaN(set.Columns[f][r]))).Select(c => c.Name).ToList();
        if (gaps.Count == 0) yield break;
        yield return missingAsZero
            ? $"Missing numbers are read as 0, as ML.NET's text loader reads them: {string.Join(", ", gaps)}."
            : $"Missing numbers are asked as NaN: {string.Join(", ", gaps)}. ML.NET's text loader reads an empty number as 0 unless MissingRealsAsNaNs is set: if the model was taught so, import it with --missing-as-zero.";
    }
}
