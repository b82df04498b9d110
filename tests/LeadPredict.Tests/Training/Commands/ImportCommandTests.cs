using System.CommandLine;
using LeadPredict.Training.Commands;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Tests.Training.Commands;

public class ImportCommandTests
{
    // A build with ML.NET has tests of its own.
    [Fact]
    public void Without_MLNET_an_import_is_a_usage_error_that_says_how_to_get_it()
    {
        if (FastTree.Factory is not null) return;
        var run = () => ImportCommand.Create().Parse(["model.zip", "--data", "leads.csv"]).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });

        Assert.Equal("import: built without ML.NET; build with -p:MLNet=true.", Assert.Throws<UsageException>(() => run()).Message);
    }
}
