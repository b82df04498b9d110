namespace LeadPredict.Diagnosis.Crm;

/// <summary>HubSpot: contacts. Columns: canonical | API | English | Italian | Danish | Spanish | German; several names of one language are parted by a semicolon.</summary>
static class HubSpot
{
    public const string Headers =
        """
        lead_id             | hs_object_id                        | Record ID; Record ID - Contact | ID record | Post-id; Record-id | ID de registro; ID del registro | Datensatz-ID
        account_id          | associatedcompanyid                 | Associated Company ID; Primary Associated Company ID | ID azienda associata | Tilknyttet virksomheds-id | ID de empresa asociada | Zugeordnete Unternehmens-ID
        created_at          | createdate                          | Create Date | Data di creazione | Oprettelsesdato | Fecha de creación | Erstellungsdatum; Erstelldatum
        email               | email                               | Email | E-mail; Indirizzo e-mail | E-mail | Correo; Correo electrónico | E-Mail; E-Mail-Adresse
        first_name          | firstname                           | First Name | Nome | Fornavn | Nombre | Vorname
        last_name           | lastname                            | Last Name | Cognome | Efternavn | Apellidos | Nachname
        phone               | phone                               | Phone Number | Numero di telefono | Telefonnummer | Número de teléfono | Telefonnummer
        company_name        | company                             | Company Name; Associated Company | Nome azienda; Nome dell'azienda | Virksomhedsnavn | Nombre de la empresa | Unternehmensname; Name des Unternehmens
        job_title           | jobtitle                            | Job Title | Qualifica; Posizione lavorativa | Jobtitel; Stilling | Cargo | Jobbezeichnung; Position
        industry            | industry                            | Industry | Settore | Branche | Sector | Branche
        employee_count      | numemployees                        | Number of Employees | Numero di dipendenti | Antal medarbejdere; Antal ansatte | Número de empleados | Mitarbeiterzahl; Anzahl der Mitarbeiter
        annual_revenue      | annualrevenue                       | Annual Revenue | Fatturato annuo; Ricavi annuali | Årlig omsætning | Ingresos anuales | Jahresumsatz
        country             | country; hs_country                 | Country/Region; Country | Paese/Regione; Paese | Land/område; Land | País/región; País | Land/Region; Land
        language            | hs_language                         | Preferred language | Lingua preferita | Foretrukket sprog | Idioma preferido | Bevorzugte Sprache
        persona             | hs_persona                          | Persona | Buyer persona | Persona | Persona | Persona
        lead_source         | hs_analytics_source                 | Original Source; Original Traffic Source | Fonte originale | Oprindelig kilde | Fuente original | Ursprüngliche Quelle; Originalquelle
        source_detail       | hs_analytics_source_data_1          | Original Source Drill-Down 1 | Analisi dettagliata fonte originale 1 | Oprindelig kilde drill-down 1 | Desglose de fuente original 1 | Ursprüngliche Quelle Drill-down 1
        last_touch_channel  | hs_latest_source                    | Latest Source; Latest Traffic Source | Ultima fonte | Seneste kilde | Última fuente | Neueste Quelle
        landing_page        | hs_analytics_first_url              | First Page Seen | Prima pagina visualizzata | Første sete side | Primera página vista | Erste aufgerufene Seite
        web_visits_30d      | hs_analytics_num_visits             | Number of Sessions | Numero di sessioni | Antal sessioner | Número de sesiones | Anzahl der Sitzungen
        page_views_30d      | hs_analytics_num_page_views         | Number of Pageviews | Numero di visualizzazioni di pagina | Antal sidevisninger | Número de páginas vistas | Anzahl der Seitenaufrufe
        emails_delivered_90d | hs_email_delivered                 | Marketing emails delivered | E-mail di marketing consegnate | Leverede marketing-e-mails | Correos de marketing entregados | Zugestellte Marketing-E-Mails
        email_opens_90d     | hs_email_open                       | Marketing emails opened | E-mail di marketing aperte | Åbnede marketing-e-mails | Correos de marketing abiertos | Geöffnete Marketing-E-Mails
        email_clicks_90d    | hs_email_click                      | Marketing emails clicked | E-mail di marketing cliccate | Klikkede marketing-e-mails | Correos de marketing con clics | Angeklickte Marketing-E-Mails
        form_submissions_90d | num_conversion_events              | Number of Form Submissions | Numero di invii di moduli | Antal formularindsendelser | Número de envíos de formularios | Anzahl der Formulareinsendungen
        consent_status      | hs_email_optout                     | Unsubscribed from all email | Iscrizione annullata da tutte le e-mail | Afmeldt al e-mail | Suscripción anulada de todos los correos | Von allen E-Mails abgemeldet
        lead_stage          | lifecyclestage                      | Lifecycle Stage | Fase del ciclo di vita | Livscyklusfase | Etapa del ciclo de vida | Lifecycle-Phase
        status              | hs_lead_status                      | Lead Status | Stato lead | Leadstatus | Estado del lead | Lead-Status
        owner_id            | hubspot_owner_id                    | Contact owner | Proprietario del contatto | Kontaktejer | Propietario del contacto | Zuständiger Mitarbeiter; Kontakt-Inhaber
        sql_at              | hs_lifecyclestage_salesqualifiedlead_date; hs_v2_date_entered_salesqualifiedlead | Became a Sales Qualified Lead Date | Data in cui è diventato un lead qualificato per le vendite | Blev til et salgskvalificeret lead dato | Fecha en que se convirtió en lead calificado para ventas | Datum Sales-Qualified-Lead
        mql_at              | hs_lifecyclestage_marketingqualifiedlead_date | Became a Marketing Qualified Lead Date | Data in cui è diventato un lead qualificato per il marketing | Blev til et marketingkvalificeret lead dato | Fecha en que se convirtió en lead calificado para marketing | Datum Marketing-Qualified-Lead
        sqo_at              | hs_lifecyclestage_opportunity_date  | Became an Opportunity Date | Data in cui è diventato un'opportunità | Blev til en salgsmulighed dato | Fecha en que se convirtió en oportunidad | Datum Opportunity
        customer_at         | hs_lifecyclestage_customer_date     | Became a Customer Date | Data in cui è diventato un cliente | Blev kunde dato | Fecha en que se convirtió en cliente | Datum Kunde
        num_associated_deals | num_associated_deals               | Number of Associated Deals | Numero di trattative associate | Antal tilknyttede handler | Número de negocios asociados | Anzahl zugeordneter Deals
        recent_deal_amount  | recent_deal_amount                  | Recent Deal Amount | Importo trattativa recente | Seneste handelsbeløb | Valor de negocio reciente | Betrag des letzten Deals
        close_date          | closedate                           | Close Date | Data di chiusura | Lukkedato | Fecha de cierre | Abschlussdatum
        last_activity_date  | notes_last_updated                  | Last Activity Date | Data ultima attività | Dato for seneste aktivitet | Fecha de última actividad | Datum der letzten Aktivität
        last_modified_date  | lastmodifieddate                    | Last Modified Date | Data ultima modifica | Sidst ændret dato | Fecha de última modificación | Datum der letzten Änderung
        hubspotscore        | hubspotscore                        | HubSpot Score | Punteggio HubSpot | HubSpot-score | Puntuación de HubSpot | HubSpot-Score
        """;
}
