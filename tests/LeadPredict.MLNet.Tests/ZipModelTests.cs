using System.Globalization;
using System.Text;
using LeadPredict.Data;
using LeadPredict.Serving;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LeadPredict.MLNet.Tests;

public class ZipModelTests
{
    static ZipPrediction Predict(ZipModel model, params (string Name, string Text)[] values)
    {
        var lead = model.NewLead();
        lead.Clear();
        foreach (var (name, text) in values) lead.Set(model.Fields.ToList().FindIndex(f => f.Name == name), Encoding.UTF8.GetBytes(text));
        return model.Predict(lead);
    }

    static ZipPrediction Predict(ZipModel model, TinyZips.Lead lead) => Predict(
        model, ("Visits", lead.Visits.ToString(CultureInfo.InvariantCulture)), ("Revenue", lead.Revenue.ToString(CultureInfo.InvariantCulture)), ("Source", lead.Source));

    [Fact]
    public void It_says_what_ML_NET_says_to_the_bit()
    {
        var zip = TinyZips.FastTree();
        var model = ZipModel.Parse(zip, "a.zip");
        var theirs = TinyZips.Theirs(zip);

        Assert.All(TinyZips.Leads(2), lead => Assert.Equal(((double)theirs(lead).Probability, (double)theirs(lead).Score), (Predict(model, lead).Probability, Predict(model, lead).Score)));
    }

    [Fact]
    public void Log_odds_of_a_calibrated_model_are_those_of_its_probability()
    {
        var model = ZipModel.Parse(TinyZips.FastTree(), "a.zip");

        Assert.All(TinyZips.Leads(2), lead =>
        {
            var said = Predict(model, lead);
            Assert.Equal(said.Probability, 1 / (1 + Math.Exp(-said.LogOdds)), 1e-6);
            Assert.NotEqual(said.Score, said.LogOdds, 6);
        });
    }

    [Fact]
    public void Log_odds_of_a_logistic_regression_are_its_score()
    {
        var model = ZipModel.Parse(TinyZips.Logistic(), "a.zip");

        Assert.All(TinyZips.Leads(2), lead => Assert.Equal(Predict(model, lead).Score, Predict(model, lead).LogOdds));
    }

    [Fact]
    public void A_classifier_without_a_calibrator_has_a_score_and_no_probability()
    {
        var said = Predict(ZipModel.Parse(TinyZips.Uncalibrated(), "a.zip"), ("Visits", "12"), ("Source", "fair"), ("Revenue", "5"));

        Assert.Equal((double.NaN, double.NaN, '\0', false), (said.Probability, said.LogOdds, said.Grade, double.IsNaN(said.Score)));
    }

    [Fact]
    public void Fields_are_read_from_the_zip_and_the_label_is_not_needed()
    {
        var fields = ZipModel.Parse(TinyZips.FastTree(), "a.zip").Fields;

        Assert.Equal([("Sql", "Boolean", false), ("Visits", "Single", true), ("Revenue", "Single", true), ("Source", "String", true)], fields.Select(f => (f.Name, f.TypeName, f.IsNeeded)));
    }

    [Fact]
    public void A_missing_number_is_NaN_and_never_zero()
    {
        var zip = TinyZips.FastTree();
        var model = ZipModel.Parse(zip, "a.zip");
        var theirs = TinyZips.Theirs(zip);

        var missing = Predict(model, ("Source", "web")).Probability;

        Assert.Equal(theirs(new() { Visits = float.NaN, Revenue = float.NaN, Source = "web" }).Probability, missing);
        Assert.NotEqual(theirs(new() { Visits = 0, Revenue = 0, Source = "web" }).Probability, missing);
    }

    public sealed class Slots
    {
        public bool Label { get; set; }
        [VectorType(2)] public float[] Numbers { get; set; } = [];
        public int Count { get; set; }
        public DateTime At { get; set; }
    }

    static readonly Slots[] s_slots = [.. Enumerable.Range(0, 60).Select(i => new Slots { Label = i % 3 == 0, Numbers = [i % 3, i % 5], Count = i % 7, At = new DateTime(2026, 1, 1).AddDays(i) })];

    static byte[] VectorZip(params string[] slotNames)
    {
        var ml = new MLContext(1);
        var definition = SchemaDefinition.Create(typeof(Slots));
        if (slotNames.Length > 0)
            definition["Numbers"].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(slotNames.Length, [.. slotNames.Select(s => s.AsMemory())]), new VectorDataViewType(TextDataViewType.Instance, slotNames.Length));
        var data = ml.Data.LoadFromEnumerable(s_slots, definition);
        return TinyZips.Zip(ml, ml.Transforms.Conversion.ConvertType("CountF", "Count", DataKind.Single).Append(ml.Transforms.Concatenate("Features", "Numbers", "CountF")).Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression()), data);
    }

    [Fact]
    public void Slots_with_names_are_fields_of_their_own()
    {
        var model = ZipModel.Parse(VectorZip("visits", "forms"), "a.zip");

        Assert.Equal(["visits", "forms", "Count"], model.Fields.Where(f => f.IsNeeded).Select(f => f.Name));
        Assert.NotEqual(Predict(model, ("visits", "0"), ("forms", "1"), ("Count", "1")).Probability, Predict(model, ("visits", "2"), ("forms", "1"), ("Count", "1")).Probability);
    }

    [Fact]
    public void A_vector_without_names_is_refused_by_name()
    {
        var e = Assert.Throws<LeadPredictException>(() => ZipModel.Parse(VectorZip(), "a.zip"));

        Assert.Equal(
            "a.zip: LP0954 its pipeline needs what no lead can bring: column 'Numbers' (a vector of 2 whose slots have no names). Train it on plain columns: text, numbers, true or false, or vectors whose slots have names.",
            e.Message);
    }

    [Theory]
    [InlineData("7", FieldStatus.Value)]
    [InlineData("", FieldStatus.Missing)]
    [InlineData("7.5", FieldStatus.WrongKind)]
    [InlineData("3000000000", FieldStatus.WrongKind)]
    [InlineData("many", FieldStatus.WrongKind)]
    public void A_whole_number_is_one_in_its_range(string text, FieldStatus status)
    {
        var lead = ZipModel.Parse(VectorZip("a", "b"), "a.zip").NewLead();

        Assert.Equal(status, lead.Set(lead.Fields.ToList().FindIndex(f => f.Name == "Count"), Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("""{"a":1,"b":2}""")]
    [InlineData("""{"a":1,"b":2,"Count":null}""")]
    public void A_type_without_a_value_for_missing_must_be_sent(string lead)
    {
        var json = ZipModel.Parse(VectorZip("a", "b"), "a.zip").RentJson();

        Assert.Equal(LeadJsonStatus.WrongValue, json.Read(Encoding.UTF8.GetBytes(lead)));
        Assert.Equal(
            "/Count LP0957 column 'Count' has no value, and its type in the ML.NET model (Int32) has none for missing. Send a whole number within its range, or train the model with the column as Single, where NaN is missing.",
            string.Join('|', json.FieldErrors.Select(e => $"{e.Pointer} {e.Problem}")));
    }

    [Theory]
    [InlineData("2026-03-31", FieldStatus.Value)]
    [InlineData("soon", FieldStatus.WrongKind)]
    public void A_date_is_one(string text, FieldStatus status)
    {
        var lead = ZipModel.Parse(VectorZip("a", "b"), "a.zip").NewLead();

        Assert.Equal(status, lead.Set(lead.Fields.ToList().FindIndex(f => f.Name == "At"), Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Another_kind_of_model_is_refused()
    {
        var regression = TinyZips.Zip(ml => ml.Transforms.Concatenate("Features", "Visits").Append(ml.Regression.Trainers.LbfgsPoissonRegression("Visits")));

        Assert.Equal("LP0953", Assert.Throws<LeadPredictException>(() => ZipModel.Parse(regression, "a.zip")).Diagnostics[0].Code);
    }

    [Fact]
    public void A_file_that_is_cut_is_refused()
    {
        var zip = TinyZips.Logistic();

        Assert.Equal("LP0951", Assert.Throws<LeadPredictException>(() => ZipModel.Parse(zip[..(zip.Length / 2)], "a.zip")).Diagnostics[0].Code);
    }

    [Fact]
    public void Many_threads_get_the_same_answers()
    {
        var model = ZipModel.Parse(TinyZips.FastTree(), "a.zip");
        var leads = TinyZips.Leads(3).ToArray();
        var alone = leads.Select(l => Predict(model, l)).ToArray();

        Parallel.For(0, 3000, i => Assert.Equal(alone[i % leads.Length], Predict(model, leads[i % leads.Length])));
    }
}
