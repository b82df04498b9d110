using System.Reflection;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Tests;
using Microsoft.ML.Data;
using Microsoft.ML;

namespace LeadPredict.MLNet.Tests;

public class LeadPredictEstimatorTests
{
    static readonly string s_leads = Path.Combine(Repository.Root, "data", "leads-to-score.csv");
    static readonly LeadModel s_champion = LeadModelFile.Read(new ModelRegistry(Path.Combine(Repository.Root, "models")).Resolve("leads"));

    // The 2,000 shipped leads as our own engine sees them.
    static readonly Lazy<LeadPrediction[]> s_ours = new(() =>
    {
        var engine = new PredictionEngine(s_champion);
        using var file = LeadFile.Open(s_leads);
        using var rows = file.OpenReader();
        int[] fields = [.. file.Header.Select(name => engine.FindField(System.Text.Encoding.UTF8.GetBytes(name)))];
        var predictions = new List<LeadPrediction>();
        while (rows.Read())
        {
            engine.Clear();
            for (var c = 0; c < fields.Length; c++) engine.SetField(fields[c], rows.Field(c));
            predictions.Add(engine.Predict());
        }
        return [.. predictions];
    });

    static IDataView Shipped(MLContext ml)
    {
        using var file = LeadFile.Open(s_leads);
        var kinds = s_champion.Schema.Columns.ToDictionary(c => c.Name, c => c.Kind);
        var columns = file.Header.Select((name, i) => new TextLoader.Column(name, kinds.GetValueOrDefault(name) == ColumnKind.Number ? DataKind.Double : DataKind.String, i));
        // Without MissingRealsAsNaNs ML.NET reads an empty number as 0.
        return ml.Data.LoadFromTextFile(s_leads, new TextLoader.Options { Columns = [.. columns], HasHeader = true, Separators = [','], AllowQuoting = true, MissingRealsAsNaNs = true });
    }

    static (double, double)[] Predictions(IDataView data) => [.. data.GetColumn<double>("Probability").Zip(data.GetColumn<double>("LogOdds"))];

    static (ITransformer Loaded, DataViewSchema Schema) SaveAndLoad(MLContext ml, ITransformer fitted, IDataView data)
    {
        using var memory = new MemoryStream();
        ml.Model.Save(fitted, data.Schema, memory);
        var other = new MLContext();
        other.ComponentCatalog.RegisterAssembly(typeof(LeadPredictEstimator).Assembly);
        return (other.Model.Load(memory, out var schema), schema);
    }

    [Fact]
    public void Two_thousand_leads_have_the_bits_of_our_engine_before_and_after_saving_among_other_steps()
    {
        var ml = new MLContext(1);
        var data = Shipped(ml);
        var fitted = ml.Transforms.CopyColumns("Cost", "lead_cost").Append(ml.Transforms.LeadPredict(s_champion)).Append(ml.Transforms.Concatenate("Both", "Probability", "LogOdds")).Fit(data);
        var expected = s_ours.Value.Select(p => (p.Probability, p.LogOdds));

        Assert.Equal(2000, s_ours.Value.Length);
        Assert.Equal(expected, Predictions(fitted.Transform(data)));
        Assert.Equal(expected, Predictions(SaveAndLoad(ml, fitted, data).Loaded.Transform(data)));
    }

    [Fact]
    public void Cursors_side_by_side_give_each_row_once_and_right()
    {
        var ml = new MLContext(1);
        var data = Shipped(ml);
        var scored = ml.Transforms.LeadPredict(s_champion).Fit(data).Transform(data);
        var cursors = scored.GetRowCursorSet([scored.Schema["lead_id"], scored.Schema["Probability"]], 4);
        var found = new System.Collections.Concurrent.ConcurrentBag<(string, double)>();

        Parallel.ForEach(cursors, cursor =>
        {
            var id = cursor.GetGetter<ReadOnlyMemory<char>>(scored.Schema["lead_id"]);
            var probability = cursor.GetGetter<double>(scored.Schema["Probability"]);
            ReadOnlyMemory<char> text = default;
            double value = 0;
            while (cursor.MoveNext())
            {
                id(ref text);
                probability(ref value);
                found.Add((text.ToString(), value));
            }
        });

        Assert.True(cursors.Length > 1);
        Assert.Equal(data.GetColumn<string>("lead_id").Zip(s_ours.Value, (id, p) => (id, p.Probability)).Order(), found.Order());
    }

    public sealed class Row
    {
        public string? lead_source { get; set; }
        public float employee_count { get; set; }
        public bool demo_requested { get; set; }
        public double Other { get; set; }
    }

    public sealed class Said
    {
        public double Probability { get; set; }
        public double LogOdds { get; set; }
    }

    static LeadPrediction Ours(params (string Name, string Text)[] values)
    {
        var engine = new PredictionEngine(s_champion);
        foreach (var (name, text) in values) engine.SetField(engine.FindField(System.Text.Encoding.UTF8.GetBytes(name)), System.Text.Encoding.UTF8.GetBytes(text));
        return engine.Predict();
    }

    static PredictionEngine<Row, Said> Engine(out DataViewSchema schema)
    {
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable([new Row()]);
        (var loaded, schema) = SaveAndLoad(ml, ml.Transforms.LeadPredict(s_champion).Fit(data), data);
        return ml.Model.CreatePredictionEngine<Row, Said>(loaded);
    }

    [Fact]
    public void A_prediction_engine_takes_numbers_text_and_bools()
    {
        using var engine = Engine(out _);

        var said = engine.Predict(new Row { lead_source = "referral", employee_count = 420, demo_requested = true });

        var ours = Ours(("lead_source", "referral"), ("employee_count", "420"), ("demo_requested", "true"));
        Assert.Equal((ours.Probability, ours.LogOdds), (said.Probability, said.LogOdds));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Null_and_NaN_are_missing(string? source)
    {
        using var engine = Engine(out _);

        Assert.Equal(Ours(("demo_requested", "false")).Probability, engine.Predict(new Row { lead_source = source, employee_count = float.NaN }).Probability);
        Assert.NotEqual(Ours(("demo_requested", "false"), ("employee_count", "0")).Probability, Ours(("demo_requested", "false")).Probability);
    }

    [Fact]
    public void A_value_of_the_wrong_kind_gives_NaN()
    {
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable(new[] { new { employee_count = "42" }, new { employee_count = "many" } });

        var said = ml.Transforms.LeadPredict(s_champion).Fit(data).Transform(data).GetColumn<double>("Probability").ToArray();

        Assert.Equal([Ours(("employee_count", "42")).Probability, double.NaN], said);
    }

    [Fact]
    public void The_schema_gains_two_columns_and_keeps_the_others()
    {
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable([new Row()]);
        var estimator = ml.Transforms.LeadPredict(s_champion, "P", "L");
        var shape = (SchemaShape)typeof(SchemaShape).GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)!.Invoke(null, [data.Schema])!;

        string[] expected = ["lead_source", "employee_count", "demo_requested", "Other", "P", "L"];
        Assert.Equal(expected, estimator.Fit(data).GetOutputSchema(data.Schema).Where(c => !c.IsHidden).Select(c => c.Name));
        Assert.Equal(expected.Order(), estimator.GetOutputSchema(shape).Select(c => c.Name).Order());
        Assert.Equal(NumberDataViewType.Double, estimator.GetOutputSchema(shape).Single(c => c.Name == "P").ItemType);
    }

    [Fact]
    public void Floats_can_be_had_for_ML_NETs_evaluators()
    {
        var ml = new MLContext(1);
        var labelled = ml.Data.LoadFromEnumerable(new[] { new { lead_source = "referral", Label = true }, new { lead_source = "webinar", Label = false } });

        var metrics = ml.BinaryClassification.Evaluate(ml.Transforms.LeadPredict(s_champion, "Probability", "Score", asSingle: true)
            .Append(ml.Transforms.Expression("PredictedLabel", "(x) => x > 0.5", "Probability")).Fit(labelled).Transform(labelled));

        Assert.Equal(1, metrics.AreaUnderRocCurve);
    }

    [Fact]
    public void Two_models_have_room_in_one_pipeline()
    {
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable([new Row { lead_source = "referral" }]);

        var scored = ml.Transforms.LeadPredict(s_champion, "P1", "L1").Append(ml.Transforms.LeadPredict(s_champion, "P2", "L2")).Fit(data).Transform(data);

        Assert.Equal(scored.GetColumn<double>("P1"), scored.GetColumn<double>("P2"));
    }

    [Fact]
    public void A_type_that_cannot_be_read_is_refused_by_name()
    {
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable(new[] { new { employee_count = new float[] { 1, 2 }, demo_requested = DateTime.UnixEpoch, lead_source = "web" } });

        var e = Assert.Throws<LeadPredictException>(() => ml.Transforms.LeadPredict(s_champion).Fit(data));

        Assert.Equal(
        [
            "the data view: LP0950 column 'demo_requested' is DateTime, and a truth value for the model. Give it as one value of Boolean or text a row, or drop it: then it is missing in every row.",
            "the data view: LP0950 column 'employee_count' is a vector of Single, and a number for the model. Give it as one value of a number or text a row, or drop it: then it is missing in every row.",
        ], e.Diagnostics.Select(d => d.ToString()));
    }

    [Fact]
    public void Data_without_any_column_of_the_model_are_refused()
    {
        var ml = new MLContext(1);

        var e = Assert.Throws<LeadPredictException>(() => ml.Transforms.LeadPredict(s_champion).Fit(ml.Data.LoadFromEnumerable(new[] { new { Colour = "red" } })));

        Assert.Equal("LP0175", e.Diagnostics[0].Code);
    }

    [Fact]
    public void A_pipeline_with_our_model_is_served_as_a_zip_too()
    {
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable([new Row()]);
        var zip = TinyZips.Zip(ml, ml.Transforms.LeadPredict(s_champion, asSingle: true), data);
        var model = ZipModel.Parse(zip, "a.zip");
        var lead = model.NewLead();

        lead.Clear();
        lead.Set(0, "referral"u8);
        lead.Set(1, "420"u8);
        lead.Set(2, "true"u8);

        Assert.Equal(["lead_source True", "employee_count True", "demo_requested True", "Other False"], model.Fields.Select(f => $"{f.Name} {f.IsNeeded}"));
        Assert.Equal((float)Ours(("lead_source", "referral"), ("employee_count", "420"), ("demo_requested", "true")).Probability, model.Predict(lead).Probability);
    }
}
