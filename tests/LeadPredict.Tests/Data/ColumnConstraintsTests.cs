using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Tests.Data;

public class ColumnConstraintsTests
{
    const string Leads = "size,seats,level,times,won\n1,2,a,1,yes\n2,3,b,0.5,no\n3,5,a,2,yes\n";

    static LeadSchema Infer(SchemaInferenceOptions options, LeadSchema? declared = null, List<Diagnostic>? notes = null)
    {
        var profile = TableProfile.Scan(Csv.File(Leads));
        options = options with { Label = "won" };
        return declared is null ? SchemaInference.Infer(profile, options) : SchemaInference.Merge(declared, profile, options, notes);
    }

    static Diagnostic Refusal(SchemaInferenceOptions options) => Assert.Throws<LeadPredictException>(() => Infer(options)).Diagnostics[0];

    static Dictionary<string, Monotonicity> Rising(string column) => new() { [column] = Monotonicity.Increasing };

    static readonly LeadSchema s_declared = LeadSchemaFile.Parse(
        """{ "interactions": [["size", "seats"]], "columns": [{ "name": "size", "monotone": "decreasing" }, { "name": "times", "role": "weight" }] }"""u8, "s.json");

    [Fact]
    public void A_schema_file_declares_directions_groups_and_the_weight()
    {
        var schema = Infer(new(), s_declared);

        Assert.Equal(Monotonicity.Decreasing, schema.Columns[0].Monotone);
        Assert.Equal("times", schema.Single(ColumnRole.Weight)!.Name);
        Assert.Equal(["size", "seats"], Assert.Single(schema.Interactions!));
    }

    [Fact]
    public void They_are_written_as_they_are_read()
    {
        var again = LeadSchemaFile.Parse(LeadSchemaFile.ToJson(s_declared), "s.json");

        Assert.Equal(s_declared.Columns, again.Columns);
        Assert.Equal(s_declared.Interactions, again.Interactions);
    }

    [Fact]
    public void A_schema_without_them_does_not_name_them() =>
        Assert.DoesNotContain("monotone", Encoding.UTF8.GetString(LeadSchemaFile.ToJson(Infer(new()))), StringComparison.Ordinal);

    [Fact]
    public void Flags_win_over_the_schema_file()
    {
        var schema = Infer(new() { Monotone = Rising("SIZE"), Interactions = [["Level", "size"]], Weight = "seats" }, s_declared);

        Assert.Equal(Monotonicity.Increasing, schema.Columns[0].Monotone);
        Assert.Equal("seats", schema.Single(ColumnRole.Weight)!.Name);
        Assert.Equal(["level", "size"], Assert.Single(schema.Interactions!));
    }

    [Fact]
    public void A_wrong_name_is_refused_with_the_near_ones()
    {
        Assert.Equal("leads.csv: LP0141 there is no column 'sise' for --monotone. Did you mean 'size'?", Refusal(new() { Monotone = Rising("sise") }).ToString());
        Assert.Equal("leads.csv: LP0141 there is no column 'seat' for --interactions. Did you mean 'seats'?", Refusal(new() { Interactions = [["size", "seat"]] }).ToString());
        Assert.Equal("leads.csv: LP0141 there is no column 'time' for --weight. Did you mean 'times' or 'size'?", Refusal(new() { Weight = "time" }).ToString());
    }

    [Fact]
    public void A_category_has_no_direction() => Assert.Equal(
        "leads.csv: LP0151 column 'level' is a category: only numbers and booleans can be monotone. Take it out of --monotone, or declare it a number in the schema file.",
        Refusal(new() { Monotone = Rising("level") }).ToString());

    [Fact]
    public void A_direction_on_a_column_that_is_not_used_is_a_note()
    {
        var notes = new List<Diagnostic>();

        Infer(new() { Monotone = Rising("seats"), Exclude = ["seats"] }, s_declared, notes);

        Assert.Equal("leads.csv: LP0152 --monotone names column 'seats', which is not used (excluded by the user); the direction has no effect.", notes.Single().ToString());
    }

    [Fact]
    public void The_label_cannot_be_the_weight() => Assert.Equal("LP0149", Refusal(new() { Weight = "won" }).Code);

    [Fact]
    public void Weights_are_read_only_when_asked_for()
    {
        var schema = Infer(new() { Weight = "times" });

        Assert.Equal([1, 0.5, 2], LeadTableReader.ReadWithWeights([Csv.File(Leads)], schema).Weights!);
        Assert.Null(LeadTableReader.Read([Csv.File(Leads)], schema).Weights);
    }
}
