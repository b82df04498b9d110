using LeadPredict.Modeling;
using LeadPredict.Reports;
using LeadPredict.Tests.Modeling;

namespace LeadPredict.Tests.Reports;

/// <summary>A model trained once on a small history, described, with its report.</summary>
sealed class MadeReports : IDisposable
{
    public MadeReports()
    {
        Result = MadeCsv.Train(MadeCsv.Request(MadeCsv.Write(Folder, 800)) with { Overview = true });
        Html = ModelReport.Of(ReportContent.Of(Result.Card)).ToHtml();
        File.WriteAllText(Page, Html);
    }

    public TemporaryFolder Folder { get; } = new();
    public TrainingResult Result { get; }
    public string Html { get; }
    public string Page => Folder["report.html"];

    public void Dispose() => Folder.Dispose();
}

[CollectionDefinition(nameof(MadeReports))]
public sealed class MadeReportsCollection : ICollectionFixture<MadeReportsFixture>;

/// <summary>The report, made when the first test asks for it.</summary>
public sealed class MadeReportsFixture : IDisposable
{
    readonly Lazy<MadeReports> _made = new();

    internal MadeReports Made => _made.Value;

    public void Dispose()
    {
        if (_made.IsValueCreated) _made.Value.Dispose();
    }
}
