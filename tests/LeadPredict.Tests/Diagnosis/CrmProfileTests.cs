using LeadPredict.Data;
using LeadPredict.Diagnosis;
using LeadPredict.Diagnosis.Crm;
using LeadPredict.Tests.Data;

namespace LeadPredict.Tests.Diagnosis;

public class CrmProfileTests
{
    [Theory]
    [InlineData("HubSpot", "hs_object_id,createdate,lifecyclestage,hs_lead_status,hs_analytics_source,numemployees,is_customer")]
    [InlineData("HubSpot", "ID record,Data di creazione,Fase del ciclo di vita,Stato lead,Fonte originale,Numero di dipendenti")]
    [InlineData("HubSpot", "Datensatz-ID,Erstellungsdatum,Lifecycle-Phase,Lead-Status,Ursprüngliche Quelle,Jahresumsatz")]
    [InlineData("Salesforce", "Id,CreatedDate,Company,LeadSource,Status,Rating,IsConverted,ConvertedDate")]
    [InlineData("Salesforce", "Id. de candidato,Fecha de creación,Origen del candidato,Estado del candidato,Propietario del candidato,Compañía")]
    [InlineData("Dynamics 365", "leadid,createdon,leadsourcecode,leadqualitycode,statecode,statuscode,confirminterest,evaluatefit")]
    [InlineData("Dynamics 365", "(Må ikke ændres) Kundeemne,Oprettet den,Kundeemnekilde,Statusårsag,Bekræft interesse,Indkøbsproces")]
    [InlineData("Odoo", "create_date,partner_name,email_from,stage_id,team_id,user_id,lost_reason_id,probability")]
    [InlineData("Odoo", "Creato il,Nome azienda,Fase,Team di vendita,Motivo perdita,Probabilità,Ricavo previsto")]
    [InlineData("Zoho", "Record Id,Lead Owner,Company,Lead Source,Lead Status,Created Time,Modified Time,Last Activity Time,Is Converted")]
    [InlineData("Zoho", "Datensatz-ID,Lead-Besitzer,Firma,Lead-Quelle,Erstellt um,Geändert um,Zeit der letzten Aktivität,Ist konvertiert")]
    [InlineData(null, "age,job,marital,education,default,housing,loan,contact,y")]
    public void Exports_are_recognised_by_their_headers(string? crm, string header) => Assert.Equal(crm, CrmProfile.Recognise(header.Split(','))?.Name);

    [Fact]
    public void Every_line_of_every_table_has_all_languages_and_a_canonical_name_of_small_letters()
    {
        foreach (var table in new[] { HubSpot.Headers, Salesforce.Headers, Dynamics.Headers, Odoo.Headers, Zoho.Headers })
            foreach (var line in table.Split('\n'))
            {
                var cells = line.Split('|', StringSplitOptions.TrimEntries);
                Assert.Equal(7, cells.Length);
                Assert.Matches("^!?[a-z0-9_]+$", cells[0]);
                Assert.All(cells, c => Assert.NotEqual("", c));
            }
    }

    [Fact]
    public void Columns_of_an_export_in_another_language_get_their_roles()
    {
        var report = Examine("Creato il,Nome azienda,Fase,Team di vendita,Motivo perdita,Probabilità,Fonte,Vinta/Persa\n", i => $"2024-01-{1 + i % 28:00},Ditta {i},{(i % 3 == 0 ? "vinta" : "persa")},{i % 2},{(i % 3 == 0 ? "" : "prezzo")},{(i % 3 == 0 ? 100 : 0)},f{i % 4},{(i % 3 == 0 ? "yes" : "no")}");

        Assert.Equal("Odoo", report.Crm);
        Assert.Equal(
            [ColumnRole.Time, ColumnRole.Excluded, ColumnRole.Excluded, ColumnRole.Feature, ColumnRole.Excluded, ColumnRole.Excluded, ColumnRole.Feature, ColumnRole.Label],
            report.Schema.Columns.Select(c => c.Role));
        Assert.Contains(report.Leaks, l => l.Column == "Motivo perdita");
    }

    [Fact]
    public void Inverted_booleans_are_turned_round_and_their_default_says_nothing()
    {
        var report = Examine("leadid,createdon,leadsourcecode,confirminterest,statecode,converted\n", i => $"{Guid.Empty.ToString()[..^4]}{i:0000},2024-01-{1 + i % 28:00},{i % 4},{(i % 3 == 0 ? 1 : 0)},{i % 2},{(i % 5 < 2 ? "yes" : "no")}", "sal");

        Assert.Equal("Dynamics 365", report.Crm);
        Assert.Single(report.Problems, p => p.Kind == ProblemKind.InvertedBoolean);
        var column = report.Schema.Columns[3];
        Assert.Equal(("0", "1", KnownAt.Sal, ColumnRole.Feature), (column.TrueText, column.FalseText, column.KnownAt, column.Role));
        Assert.Equal(["0"], column.MissingCodes);
    }

    static DoctorReport Examine(string header, Func<int, string> row, string point = "mql") =>
        DataDoctor.Examine(Csv.File(header + string.Concat(Enumerable.Range(0, 300).Select(i => row(i) + "\n"))), new() { Label = header.TrimEnd().Split(',')[^1], PredictionPoint = Enum.Parse<KnownAt>(point, ignoreCase: true) });
}
