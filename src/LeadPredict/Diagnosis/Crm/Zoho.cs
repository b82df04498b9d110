namespace LeadPredict.Diagnosis.Crm;

/// <summary>Zoho CRM: leads. Columns: canonical | API | English | Italian | Danish | Spanish | German; several names of one language are parted by a semicolon.</summary>
static class Zoho
{
    public const string Headers =
        """
        lead_id             | id                                  | Record Id; Lead Id | ID record | Post-id | ID de registro | Datensatz-ID; Eintrags-ID
        created_at          | Created_Time                        | Created Time | Ora creazione; Ora di creazione | Oprettelsestidspunkt; Oprettet | Hora de creación | Erstellt um; Erstellungszeit
        email               | Email; Secondary_Email              | Email | E-mail | E-mail | Correo electrónico | E-Mail
        first_name          | First_Name                          | First Name | Nome | Fornavn | Nombre | Vorname
        last_name           | Last_Name                           | Last Name | Cognome | Efternavn | Apellidos | Nachname
        name                | Full_Name                           | Lead Name; Full Name | Nome lead; Nome completo | Leadnavn | Nombre de posible cliente; Nombre completo | Lead-Name; Vollständiger Name
        phone               | Phone                               | Phone | Telefono | Telefon | Teléfono | Telefon
        mobile              | Mobile                              | Mobile | Cellulare | Mobil | Móvil | Mobil; Handy
        company_name        | Company                             | Company | Azienda; Società | Firma; Virksomhed | Empresa | Firma; Unternehmen
        job_title           | Designation                         | Title; Designation | Titolo; Qualifica | Titel | Cargo; Título | Titel; Position
        industry            | Industry                            | Industry | Settore | Branche | Sector; Industria | Branche
        employee_count      | No_of_Employees                     | No. of Employees; No of Employees | N. di dipendenti; Numero di dipendenti | Antal medarbejdere | Número de empleados; Cantidad de empleados | Anzahl der Mitarbeiter; Mitarbeiterzahl
        annual_revenue      | Annual_Revenue                      | Annual Revenue | Fatturato annuo; Entrate annuali | Årlig omsætning | Ingresos anuales | Jahresumsatz; Jahresertrag
        country             | Country                             | Country | Paese | Land | País | Land
        region              | State                               | State | Provincia; Stato | Stat; Region | Estado; Provincia | Bundesland; Staat
        lead_source         | Lead_Source                         | Lead Source | Origine lead; Fonte lead | Leadkilde; Kundeemnekilde | Fuente de posible cliente; Origen de posible cliente | Lead-Quelle; Leadquelle
        consent_status      | Email_Opt_Out                       | Email Opt Out | Rifiuto e-mail | Fravalg af e-mail | No recibir correo electrónico | E-Mail-Abmeldung
        status              | Lead_Status                         | Lead Status | Stato lead | Leadstatus | Estado de posible cliente | Lead-Status
        rating              | Rating                              | Rating | Valutazione | Vurdering | Calificación; Valoración | Bewertung
        owner_id            | Owner                               | Lead Owner | Proprietario lead | Leadejer | Propietario de posible cliente | Lead-Besitzer; Lead-Inhaber
        is_converted        | Converted__s; Converted             | Is Converted | È convertito; Convertito | Er konverteret | Se ha convertido; Convertido | Ist konvertiert; Konvertiert
        converted_date      | Converted_Date_Time                 | Converted Date Time; Lead Conversion Time | Data e ora conversione | Konverteringstidspunkt | Fecha y hora de conversión | Konvertierungszeit
        converted_account_id | Converted_Account                  | Converted Account | Account convertito | Konverteret konto | Cuenta convertida | Konvertiertes Konto
        converted_contact_id | Converted_Contact                  | Converted Contact | Contatto convertito | Konverteret kontakt | Contacto convertido | Konvertierter Kontakt
        converted_opportunity_id | Converted_Deal                 | Converted Deal | Trattativa convertita | Konverteret aftale | Trato convertido | Konvertiertes Geschäft
        last_activity_date  | Last_Activity_Time                  | Last Activity Time | Ora ultima attività | Seneste aktivitetstidspunkt | Hora de la última actividad | Zeit der letzten Aktivität
        last_modified_date  | Modified_Time                       | Modified Time | Ora modifica; Ora di modifica | Ændringstidspunkt | Hora de modificación | Geändert um; Änderungszeit
        lead_score          | Score; Zia_Score                    | Score; Zia Score | Punteggio | Score | Puntuación | Punktzahl
        """;
}
