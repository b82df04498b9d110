using LeadPredict.Data;

namespace LeadPredict.Serving;

/// <summary>
/// All that a <see cref="ScoringSession"/> needs to go on from a place between two rows of an input. Plain values, to be kept in a file; valid for the same
/// model, options, inputs and version of the software alone.
/// </summary>
public sealed class ScoringState
{
    /// <summary>Offset of the next record in the text of the input that was being read; 0 before its first row.</summary>
    public long Offset { get; set; }
    /// <summary>1-based line of that record.</summary>
    public long Line { get; set; }
    /// <summary>Inputs that were read to their end.</summary>
    public int InputsDone { get; set; }
    /// <summary>Bytes of output so far, as they are stored.</summary>
    public long OutputBytes { get; set; }
    /// <summary>Bytes of rejects so far, as they are stored.</summary>
    public long RejectsBytes { get; set; }
    /// <summary>Rows written with a prediction.</summary>
    public long Scored { get; set; }
    /// <summary>Rows rejected.</summary>
    public long Rejected { get; set; }
    /// <summary>Cells that would have run as formulas.</summary>
    public long Formulas { get; set; }
    /// <summary>Rows of the current input that were quoted whole.</summary>
    public long Unwrapped { get; set; }
    /// <summary>The line of the first of them.</summary>
    public long FirstUnwrappedLine { get; set; }
    /// <summary>Upper half of the sum of the probabilities in parts of 2^-63.</summary>
    public ulong SumHigh { get; set; }
    /// <summary>Lower half of it.</summary>
    public ulong SumLow { get; set; }
    /// <summary>Least probability; 0 when no row was scored.</summary>
    public double Least { get; set; }
    /// <summary>Greatest probability; 0 when no row was scored.</summary>
    public double Greatest { get; set; }
    /// <summary>Rows of grades A, B, C and D.</summary>
    public long[] Grades { get; set; } = new long[4];
    /// <summary>Rows with an unknown category, by the model's feature.</summary>
    public long[] Unknown { get; set; } = [];
    /// <summary>The first rejected rows, at most 100.</summary>
    public Diagnostic[] FirstRejected { get; set; } = [];
    /// <summary>Notes of the inputs that were read to their end.</summary>
    public Diagnostic[] Notes { get; set; } = [];
}
