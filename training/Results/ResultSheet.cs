using LeadPredict.Reporting;

namespace LeadPredict.Training.Results;

/// <summary>All that a verb found: sentences, figures, tables and charts, in the order in which people read them.</summary>
/// <param name="Name">The verb.</param>
/// <param name="Title">What it answers.</param>
sealed record ResultSheet(string Name, string Title)
{
    public List<ResultFact> Facts { get; } = [];
    /// <summary>What to take from it, in sentences.</summary>
    public List<string> Findings { get; } = [];
    /// <summary>How it was made and what it does not say.</summary>
    public List<string> Notes { get; } = [];
    public List<ResultTable> Tables { get; } = [];
    public List<SvgChart> Charts { get; } = [];
    /// <summary>The table that <c>--csv</c> writes.</summary>
    public ResultTable? Main { get; set; }
}
