using System.Text.Json;
using LeadPredict.Qualification;
using LeadPredict.Wording;

namespace LeadPredict.Serving;

/// <summary>Ledgers and what-ifs as JSON: the same on the command line and over HTTP.</summary>
public static class ExplanationJson
{
    /// <summary>The note that stands with every proposed change: association, not effect.</summary>
    public static string AssociationNote(Language language) => PhraseBook.Of(language)["association"];

    /// <summary>Writes the members of a ledger into an open object.</summary>
    /// <param name="days">Days that passed; null where that is not known.</param>
    public static void Write(Utf8JsonWriter json, ScoreLedger ledger, string modelBefore, string modelAfter, double? days)
    {
        Write(json, "before", ledger.Before, modelBefore);
        Write(json, "after", ledger.After, modelAfter);
        Write(json, "change", new LedgerPart(ledger.After.LogOdds - ledger.Before.LogOdds, 100 * (ledger.After.Probability - ledger.Before.Probability)));
        json.WriteStartArray("columns");
        foreach (var column in ledger.Columns)
        {
            json.WriteStartObject();
            json.WriteString("column", column.Column);
            json.WriteString("before", column.Before);
            json.WriteString("after", column.After);
            json.WriteNumber("log_odds", column.Part.LogOdds);
            json.WriteNumber("points", column.Part.Points);
            json.WriteString("text", $"{column.TextBefore} → {column.TextAfter}");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (ledger.Time is { } time) Write(json, "time", time, days);
        else json.WriteNull("time");
        Write(json, "model", ledger.Model);
        Write(json, "calibration", ledger.Calibration);
    }

    /// <summary>Writes the members of a what-if into an open object.</summary>
    /// <param name="edited">The lead with the edits that were asked for; null without any.</param>
    /// <param name="wanted">The probability to reach; null where nothing was to be reached.</param>
    /// <param name="reach">What reaches it; null where nothing does.</param>
    public static void Write(Utf8JsonWriter json, EncodedLead lead, EncodedLead? edited, double? wanted, ReachingChange? reach, NextQuestion? question, Language language)
    {
        Write(json, "now", lead.Prediction, lead.Model.Id);
        if (edited is null) json.WriteNull("edited");
        else Write(json, "edited", edited.Prediction, lead.Model.Id);
        if (wanted is { } probability)
        {
            json.WriteStartObject("reach");
            json.WriteNumber("wanted_probability", probability);
            json.WriteBoolean("found", reach is not null);
            if (reach is not null)
            {
                json.WriteStartArray("changes");
                foreach (var change in reach.Changes)
                {
                    json.WriteStartObject();
                    json.WriteString("column", change.Column);
                    json.WriteString("before", change.Before);
                    json.WriteString("after", change.After);
                    json.WriteNumber("shift", change.Shift);
                    var f = lead.FeatureOf(change.Column);
                    json.WriteString("text", $"{lead.Say(f, language)} → {reach.Lead.Say(f, language)}");
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                Write(json, "prediction", reach.Lead.Prediction, lead.Model.Id);
            }
            json.WriteEndObject();
        }
        else json.WriteNull("reach");
        Write(json, question);
        json.WriteString("note", AssociationNote(language));
    }

    static void Write(Utf8JsonWriter json, NextQuestion? question)
    {
        if (question is null)
        {
            json.WriteNull("next_question");
            return;
        }
        json.WriteStartObject("next_question");
        json.WriteString("column", question.Column);
        json.WriteString("name", question.Name);
        json.WriteNumber("chance_of_another_grade", question.ChanceOfAnotherGrade);
        json.WriteNumber("expected_points", question.ExpectedPoints);
        json.WriteStartArray("answers");
        foreach (var answer in question.Answers)
        {
            json.WriteStartObject();
            json.WriteString("text", answer.Text);
            json.WriteNumber("share", answer.Share);
            json.WriteNumber("probability", answer.Probability);
            json.WriteString("grade", answer.Grade.ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The dials as an object of whole tenths; null where the model has no such column.</summary>
    public static void Write(Utf8JsonWriter json, in QualificationDials dials)
    {
        json.WriteStartObject("dials");
        Dial("fit", dials.Fit);
        Dial("engagement", dials.Engagement);
        Dial("intent", dials.Intent);
        Dial("bant", dials.Bant);
        json.WriteEndObject();

        void Dial(string name, double value)
        {
            if (double.IsNaN(value)) json.WriteNull(name);
            else json.WriteNumber(name, Math.Round(value, 1));
        }
    }

    static void Write(Utf8JsonWriter json, string name, in LeadPrediction prediction, string model)
    {
        json.WriteStartObject(name);
        json.WriteNumber("probability", prediction.Probability);
        json.WriteNumber("log_odds", prediction.LogOdds);
        json.WriteString("grade", prediction.Grade.ToString());
        json.WriteString("model", model);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, string name, LedgerPart part, double? days = null)
    {
        json.WriteStartObject(name);
        if (days is { } passed) json.WriteNumber("days", passed);
        json.WriteNumber("log_odds", part.LogOdds);
        json.WriteNumber("points", part.Points);
        json.WriteEndObject();
    }
}
