namespace LeadPredict.Diagnosis.Crm;

/// <summary>Salesforce: leads. Columns: canonical | API | English | Italian | Danish | Spanish | German; several names of one language are parted by a semicolon.</summary>
static class Salesforce
{
    public const string Headers =
        """
        lead_id             | Id; LeadId                          | Lead ID | ID lead | Emne-id; Kundeemne-id | Id. de candidato | Lead-ID
        created_at          | CreatedDate                         | Created Date; Create Date | Data creazione | Oprettelsesdato | Fecha de creación | Erstelldatum
        email               | Email                               | Email | E-mail | E-mail | Email; Correo electrónico | E-Mail
        first_name          | FirstName                           | First Name | Nome | Fornavn | Nombre | Vorname
        last_name           | LastName                            | Last Name | Cognome | Efternavn | Apellidos | Nachname
        phone               | Phone                               | Phone | Telefono | Telefon | Teléfono | Telefon
        mobile              | MobilePhone                         | Mobile | Cellulare | Mobil | Móvil | Mobiltelefon; Mobil
        company_name        | Company                             | Company / Account; Company | Società / Account; Società | Virksomhed/konto; Firma/konto | Compañía/Cuenta; Compañía | Firma/Account; Firma
        job_title           | Title                               | Title | Titolo; Qualifica | Titel | Cargo; Título | Titel; Position
        industry            | Industry                            | Industry | Settore | Branche | Sector | Branche
        employee_count      | NumberOfEmployees                   | No. of Employees; Employees | N. di dipendenti; Numero dipendenti | Antal medarbejdere | N.º de empleados; Núm. de empleados | Anzahl der Mitarbeiter; Mitarbeiter
        annual_revenue      | AnnualRevenue                       | Annual Revenue | Fatturato annuale | Årlig omsætning | Ingresos anuales | Jahresumsatz
        country             | Country                             | Country | Paese | Land | País | Land
        region              | State                               | State/Province | Provincia | Region; Stat/provins | Estado o provincia | Bundesland/Provinz; Bundesland
        lead_source         | LeadSource                          | Lead Source | Fonte del lead; Origine lead | Emnekilde; Kundeemnekilde | Origen del candidato | Lead-Quelle; Leadquelle
        campaign_id         | CampaignId                          | Campaign ID | ID campagna | Kampagne-id | Id. de campaña | Kampagnen-ID
        segment             | RecordTypeId                        | Lead Record Type | Tipo di record lead | Emneposttype | Tipo de registro de candidato | Lead-Datensatztyp
        consent_status      | HasOptedOutOfEmail                  | Email Opt Out | Rifiuto e-mail | Fravalg af e-mail | No participar en correo electrónico | Kein E-Mail-Empfang; E-Mail-Abmeldung
        status              | Status                              | Lead Status | Stato lead; Stato | Emnestatus; Kundeemnestatus | Estado del candidato | Lead-Status; Leadstatus
        rating              | Rating                              | Rating | Valutazione | Vurdering | Valoración; Calificación | Bewertung
        owner_id            | OwnerId                             | Lead Owner | Titolare lead | Emneejer; Kundeemneejer | Propietario del candidato | Lead-Inhaber; Leadinhaber
        is_converted        | IsConverted                         | Converted | Convertito | Konverteret | Convertido | Konvertiert
        converted_date      | ConvertedDate                       | Converted Date | Data conversione | Konverteringsdato | Fecha de conversión | Konvertierungsdatum
        converted_account_id | ConvertedAccountId                 | Converted Account ID | ID account convertito | Konverteret konto-id | Id. de cuenta convertida | ID des konvertierten Accounts
        converted_contact_id | ConvertedContactId                 | Converted Contact ID | ID referente convertito | Konverteret kontakt-id | Id. de contacto convertido | ID des konvertierten Kontakts
        converted_opportunity_id | ConvertedOpportunityId         | Converted Opportunity ID | ID opportunità convertita | Konverteret salgsmuligheds-id | Id. de oportunidad convertida | ID der konvertierten Opportunity
        last_activity_date  | LastActivityDate                    | Last Activity | Ultima attività | Seneste aktivitet | Última actividad | Letzte Aktivität
        last_modified_date  | LastModifiedDate; SystemModstamp    | Last Modified Date | Data ultima modifica | Senest ændret den | Fecha de última modificación | Datum der letzten Änderung
        email_bounced       | EmailBouncedDate                    | Email Bounced Date | Data di rifiuto e-mail | Dato for afvist e-mail | Fecha de rebote de email | E-Mail-Unzustellbarkeitsdatum
        score_intelligence  | ScoreIntelligenceId; ScoreIntelligence | Lead Score | Punteggio lead | Emnescore | Puntuación de candidato | Lead-Punktzahl
        """;
}
