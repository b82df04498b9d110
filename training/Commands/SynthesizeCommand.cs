using System.CommandLine;
using System.Globalization;
using LeadPredict.Data;
using LeadPredict.Training.Synthesis;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict synthesize</c>: an invented history of leads with known truth, to a file or to standard output.</summary>
static class SynthesizeCommand
{
    public static Command Create()
    {
        var rows = new Option<int>("--rows") { Description = "Leads to write.", DefaultValueFactory = _ => 20_000 };
        var seed = new Option<ulong>("--seed")
        {
            Description = "Names the invented company; the same seed gives the same bytes.",
            DefaultValueFactory = _ => 42,
        };
        var withTruth = new Option<bool>("--with-truth") { Description = "Add the column true_probability." };
        var open = new Option<bool>("--open") { Description = "Only leads of the last weeks that are still open, to be scored." };
        var snapshots = new Option<string[]>("--snapshots") { Description = "Show each lead some days after its creation, one row each, such as 0,3,7,14,30.", HelpName = "A,B" };
        var output = new Option<FileInfo?>("--out") { Description = "CSV file to write (default: standard output).", HelpName = "FILE" };
        var schemaOutput = new Option<FileInfo?>("--schema-out")
        {
            Description = "JSON file to write the columns' description to.",
            HelpName = "FILE",
        };
        var spendOutput = new Option<FileInfo?>("--spend-out") { Description = "CSV file to write what these leads cost to, by month, source and campaign.", HelpName = "FILE" };
        rows.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--rows must be 1 or more.");
        });

        var command = new Command("synthesize", "Write an invented B2B lead history whose true probabilities are known.")
        {
            rows, seed, withTruth, open, snapshots, output, schemaOutput, spendOutput,
        };
        command.SetAction((parsed, ct) =>
        {
            var options = new SynthesisOptions
            {
                Rows = parsed.GetValue(rows),
                Seed = parsed.GetValue(seed),
                WithTruth = parsed.GetValue(withTruth),
                OpenOnly = parsed.GetValue(open),
                Snapshots = [.. ColumnFlags.Names(parsed.GetValue(snapshots)).Select(Day).Distinct().Order()],
            };
            var talk = parsed.InvocationConfiguration.Error;
            return Task.FromResult(Run(options, parsed.GetValue(output), parsed.GetValue(schemaOutput), talk, ct, parsed.GetValue(spendOutput)));
        });
        return command;
    }

    static int Day(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day <= 365
        ? day
        : throw new UsageException($"--snapshots: '{text}' is no number of days from 0 to 365.");

    internal static int Run(SynthesisOptions options, FileInfo? output, FileInfo? schemaOutput, TextWriter talk, CancellationToken ct, FileInfo? spendOutput = null)
    {
        var writing = schemaOutput?.ToString();
        try
        {
            if (schemaOutput is not null)
                WriteWhole(schemaOutput, stream => stream.Write(LeadSchemaFile.ToJson(SyntheticSchema.Schema(options.WithTruth))));
            writing = spendOutput?.ToString() ?? writing;
            if (spendOutput is not null) WriteWhole(spendOutput, stream => SpendSynthesizer.Write(stream, options, ct));
            writing = output?.ToString() ?? "standard output";
            if (output is not null)
            {
                WriteWhole(output, stream => LeadSynthesizer.Write(stream, options, ct));
            }
            else
            {
                using var standardOutput = Console.OpenStandardOutput();
                LeadSynthesizer.Write(standardOutput, options, ct);
            }
        }
        catch (OperationCanceledException)
        {
            talk.WriteLine($"stopped; {writing} is as it was.");
            return 130;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            talk.WriteLine($"{writing} cannot be written. Check that its folder exists, may be written to and has room.");
            return 2;
        }

        var file = output?.ToString() ?? "FILE";
        var target = output?.ToString() ?? "standard output";
        var kind = options.OpenOnly ? "open leads" : "leads";
        talk.WriteLine(string.Create(CultureInfo.InvariantCulture, $"wrote {options.Rows} {kind} of seed {options.Seed} to {target}"));
        if (schemaOutput is not null) talk.WriteLine($"wrote their columns to {schemaOutput}");
        if (spendOutput is not null) talk.WriteLine($"wrote what they cost to {spendOutput}");
        var schema = schemaOutput is null ? "" : $" --schema {schemaOutput}";
        talk.WriteLine(options.Snapshots.Count > 0 ? $"next: leadpredict early {file}" : options.OpenOnly ? $"next: leadpredict score {file}" : $"next: leadpredict train {file}{schema}");
        return 0;
    }

    static void WriteWhole(FileInfo target, Action<Stream> write)
    {
        using var file = PendingFile.At(target.FullName);
        write(file.Stream);
        file.Commit();
    }
}
