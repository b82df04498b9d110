namespace LeadPredict.Diagnosis.Crm;

/// <summary>
/// Dynamics 365 Sales: leads. Columns: canonical | logical name | English | Italian | Danish | Spanish | German; several names of one language are parted by a
/// semicolon. An exclamation mark: written as 0 for yes and 1 for no, 0 being the value nobody has touched.
/// </summary>
static class Dynamics
{
    public const string Headers =
        """
        lead_id             | leadid                              | Lead; (Do Not Modify) Lead; Lead ID | Lead; (Non modificare) Lead | Kundeemne; (Må ikke ændres) Kundeemne | Cliente potencial; (No modificar) Cliente potencial | Lead; (Nicht ändern) Lead
        account_id          | parentaccountid                     | Parent Account for lead | Account padre per lead | Overordnet firma for kundeemne | Cuenta primaria del cliente potencial | Übergeordnete Firma für Lead
        created_at          | createdon                           | Created On | Data creazione; Creato il | Oprettet den; Oprettet | Fecha de creación; Creado el | Erstellt am
        email               | emailaddress1                       | Email | E-mail; Posta elettronica | Mail; E-mail | Correo electrónico | E-Mail
        first_name          | firstname                           | First Name | Nome | Fornavn | Nombre | Vorname
        last_name           | lastname                            | Last Name | Cognome | Efternavn | Apellidos | Nachname
        phone               | telephone1                          | Business Phone | Telefono ufficio | Telefon (arbejde) | Teléfono del trabajo | Telefon (geschäftlich)
        mobile              | mobilephone                         | Mobile Phone | Cellulare | Mobiltelefon | Teléfono móvil | Mobiltelefon
        company_name        | companyname                         | Company Name | Nome società | Firmanavn | Nombre de la compañía; Nombre de la empresa | Firmenname
        name                | fullname; subject                   | Name; Topic | Nome completo; Argomento | Navn; Emne | Nombre completo; Tema | Name; Thema
        job_title           | jobtitle                            | Job Title | Posizione | Stilling | Puesto; Cargo | Position
        industry            | industrycode                        | Industry | Settore | Branche | Sector | Branche
        industry_code       | sic                                 | SIC Code | Codice SIC | SIC-kode | Código SIC | SIC-Code; Branchencode
        employee_count      | numberofemployees                   | No. of Employees | Numero di dipendenti | Antal medarbejdere | Número de empleados | Anzahl der Mitarbeiter
        annual_revenue      | revenue                             | Annual Revenue | Fatturato annuo | Årlig omsætning | Ingresos anuales | Jahresumsatz
        country             | address1_country                    | Country/Region | Paese | Land/område | País o región | Land/Region
        region              | address1_stateorprovince            | State/Province | Provincia | Stat/provins | Estado o provincia | Bundesland/Kanton
        lead_source         | leadsourcecode                      | Lead Source | Origine lead | Kundeemnekilde | Origen del cliente potencial | Leadquelle
        campaign_id         | campaignid                          | Source Campaign | Campagna di origine | Kildekampagne | Campaña de origen | Quellkampagne
        consent_status      | donotemail; donotbulkemail          | Do not allow Emails | Non consentire e-mail | Tillad ikke mails | No permitir correo electrónico | Keine E-Mails zulassen
        budget_status       | budgetstatus                        | Budget | Budget | Budget | Presupuesto | Budget
        budget_amount       | budgetamount                        | Budget Amount | Importo budget | Budgetbeløb | Importe del presupuesto | Budgetbetrag
        decision_maker_confirmed | decisionmaker                  | Decision Maker? | Responsabile decisioni? | Beslutningstager? | ¿Responsable de la toma de decisiones? | Entscheidungsträger?
        purchase_process    | purchaseprocess                     | Purchase Process | Processo di acquisto | Indkøbsproces | Proceso de compra | Kaufprozess
        purchase_timeframe  | purchasetimeframe                   | Purchase Timeframe | Intervallo di tempo di acquisto | Tidsramme for indkøb | Período de compra | Zeitrahmen für Kauf
        need_level          | need                                | Need | Esigenza | Behov | Necesidad | Bedarf
        !interest_confirmed | confirminterest                     | Confirm Interest | Conferma interesse | Bekræft interesse | Confirmar interés | Interesse bestätigen
        !fit_evaluated      | evaluatefit                         | Evaluate Fit | Valuta idoneità | Vurder egnethed | Evaluar idoneidad | Eignung bewerten
        estimated_amount    | estimatedamount; estimatedvalue     | Est. Value | Valore stimato | Anslået værdi | Valor estimado | Geschätzter Wert
        estimated_close_date | estimatedclosedate                 | Est. Close Date | Data chiusura stimata | Anslået afslutningsdato | Fecha de cierre estimada | Geschätztes Abschlussdatum
        lead_quality_code   | leadqualitycode                     | Rating | Valutazione | Vurdering | Clasificación | Bewertung
        status              | statecode                           | Status | Stato | Status | Estado | Status
        status_code         | statuscode                          | Status Reason | Motivo stato | Statusårsag | Razón para el estado | Statusgrund
        sales_stage_code    | salesstagecode; salesstage          | Sales Stage | Fase di vendita | Salgsfase | Fase de ventas | Verkaufsphase
        qualifying_opportunity_id | qualifyingopportunityid       | Qualifying Opportunity | Opportunità qualificante | Kvalificerende salgsmulighed | Oportunidad de calificación | Qualifizierende Verkaufschance
        qualification_comments | qualificationcomments            | Qualification Comments | Commenti qualifica | Kvalifikationskommentarer | Comentarios de calificación | Kommentare zur Qualifizierung
        msdyn_leadscore     | msdyn_leadscore                     | Lead Score | Punteggio lead | Kundeemnescore | Puntuación del cliente potencial | Leadbewertung
        msdyn_leadgrade     | msdyn_leadgrade                     | Lead Grade | Classe lead | Kundeemneklasse | Nivel del cliente potencial | Leadgüte
        modified_on         | modifiedon                          | Modified On; (Do Not Modify) Modified On | Data modifica; (Non modificare) Data modifica | Ændret den; (Må ikke ændres) Ændret den | Fecha de modificación; (No modificar) Fecha de modificación | Geändert am; (Nicht ändern) Geändert am
        owner_id            | ownerid                             | Owner | Proprietario | Ejer | Propietario | Besitzer
        """;
}
