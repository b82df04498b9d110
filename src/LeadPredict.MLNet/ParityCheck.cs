using LeadPredict.Boosting;
using LeadPredict.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LeadPredict.MLNet;

/// <summary>Asks an ML.NET model and its conversion the same rows: those of a file, and made ones that provoke.</summary>
sealed class ParityCheck(ImportedPipeline pipeline, IReadOnlyList<ImportedColumn> columns, TreeEnsemble ensemble, TrainingSet set, bool missingAsZero)
{
    public ImportParity Run(int madeRows, ulong seed, CancellationToken ct)
    {
        var rows = set.Columns[0].Length;
        var largest = Compare(set, rows, ct);
        // Only if the leads agree is it worth asking more.
        if (largest <= ModelImport.Accepted) largest = Math.Max(largest, Compare(Made(madeRows, seed), madeRows, ct));
        return new ImportParity(rows, madeRows, largest, pipeline.Platt is null);
    }

    double Compare(TrainingSet asked, int rows, CancellationToken ct)
    {
        var raw = columns.Select((c, f) => (c.Name, Column: Raw(c, asked, f))).ToDictionary(c => c.Name, c => c.Column);
        var answered = pipeline.Whole.Transform(new RawRowsView(pipeline.Schema, raw, rows));
        var theirs = answered.GetColumn<float>(pipeline.Platt is null ? "Score" : "Probability");
        var row = new float[columns.Count];
        var largest = 0.0;
        var at = 0;
        foreach (var their in theirs)
        {
            if (at % 1000 == 0) ct.ThrowIfCancellationRequested();
            asked.CopyRow(at++, row);
            var logOdds = ensemble.LogOdds(row);
            var difference = pipeline.Platt is null ? Math.Abs(logOdds - their) / Math.Max(1, Math.Abs(logOdds)) : Math.Abs(PortableMath.Sigmoid(logOdds) - their);
            // Of two numbers that are none, neither is the other.
            if (!(difference <= largest)) largest = double.IsNaN(difference) ? double.PositiveInfinity : difference;
        }
        return at == rows ? largest : double.PositiveInfinity;
    }

    // Codes as the texts that they stand for; a text that has no code of its own is any other.
    RawColumn Raw(ImportedColumn column, TrainingSet asked, int feature) => !column.IsText
        ? new RawColumn(row => PipelineProbe.Shown(asked.Columns[feature][row], missingAsZero), null)
        : new RawColumn(null, row => asked.Columns[feature][row] is var code && float.IsNaN(code) ? "" : code < column.Levels.Count ? column.Levels[(int)code] : "\u2400 another \u2400");

    TrainingSet Made(int rows, ulong seed)
    {
        var random = new DeterministicRandom(seed, stream: 909);
        var made = new float[columns.Count][];
        for (var f = 0; f < made.Length; f++)
        {
            var edges = ensemble.Binner.Thresholds(f).ToArray();
            var values = made[f] = new float[rows];
            for (var row = 0; row < rows; row++)
            {
                values[row] = columns[f].IsText ? (random.NextInt(8) == 0 ? float.NaN : random.NextInt(columns[f].Levels.Count + 1))
                    : columns[f].Type is BooleanDataViewType ? (random.NextInt(8) == 0 ? float.NaN : random.NextInt(2))
                    : columns[f].Type.RawType != typeof(float) && columns[f].Type.RawType != typeof(double) ? random.NextInt(100)
                    : random.NextInt(8) == 0 ? float.NaN
                    : edges.Length == 0 ? (float)random.NextNormal()
                    : random.NextInt(3) switch
                    {
                        0 => edges[random.NextInt(edges.Length)],
                        1 => MathF.BitIncrement(edges[random.NextInt(edges.Length)]),
                        _ => set.Columns[f][random.NextInt(set.Columns[f].Length)],
                    };
            }
        }
        return new TrainingSet(made, set.Kinds, []);
    }
}
