namespace LeadPredict.Diagnosis.Crm;

/// <summary>Odoo: crm.lead. Columns: canonical | field | English | Italian | Danish | Spanish | German; several names of one language are parted by a semicolon.</summary>
static class Odoo
{
    public const string Headers =
        """
        lead_id             | id; .id                             | ID; External ID | ID esterno | Eksternt id | ID externo | Externe ID
        account_id          | partner_id; partner_id/id           | Customer | Cliente | Kunde | Cliente | Kunde
        created_at          | create_date                         | Created on | Creato il | Oprettet den | Creado el | Angelegt am; Erstellt am
        name                | name                                | Opportunity; Lead | Opportunità; Lead | Salgsmulighed; Emne | Oportunidad; Iniciativa | Verkaufschance; Interessent
        contact_name        | contact_name                        | Contact Name | Nome contatto | Kontaktnavn | Nombre del contacto | Kontaktname
        company_name        | partner_name                        | Company Name | Nome azienda | Firmanavn | Nombre de la empresa | Firmenname; Unternehmensname
        email               | email_from                          | Email | E-mail | E-mail | Correo electrónico | E-Mail
        phone               | phone                               | Phone | Telefono | Telefon | Teléfono | Telefon
        mobile              | mobile                              | Mobile | Cellulare | Mobil | Móvil | Mobil
        job_title           | function                            | Job Position | Posizione lavorativa | Stilling; Jobposition | Puesto de trabajo | Stellenbezeichnung; Position
        country             | country_id                          | Country | Nazione; Paese | Land | País | Land
        region              | state_id                            | State | Provincia; Stato/Provincia | Stat; Område | Estado; Provincia | Bundesland
        language            | lang_id; lang                       | Language | Lingua | Sprog | Idioma | Sprache
        lead_source         | source_id                           | Source | Fonte; Origine | Kilde | Origen; Fuente | Quelle
        utm_medium          | medium_id                           | Medium | Mezzo | Medium | Medio | Medium
        utm_campaign        | campaign_id                         | Campaign | Campagna | Kampagne | Campaña | Kampagne
        source_detail       | referred                            | Referred By | Segnalato da | Henvist af | Referido por | Empfohlen von
        segment             | team_id                             | Sales Team | Team di vendita | Salgsteam | Equipo de ventas | Verkaufsteam
        owner_id            | user_id                             | Salesperson | Addetto vendite; Commerciale | Sælger | Vendedor; Comercial | Vertriebsmitarbeiter; Verkäufer
        stage_id            | stage_id                            | Stage | Fase | Stadie; Fase | Etapa | Phase; Stufe
        status              | won_status; active                  | Won/Lost; Is Won; Active | Vinta/Persa; Attivo | Vundet/tabt; Aktiv | Ganado/Perdido; Activo | Gewonnen/Verloren; Aktiv
        lead_score          | probability; automated_probability  | Probability; Automated Probability | Probabilità; Probabilità automatica | Sandsynlighed; Automatiseret sandsynlighed | Probabilidad; Probabilidad automatizada | Wahrscheinlichkeit; Automatisierte Wahrscheinlichkeit
        estimated_amount    | expected_revenue                    | Expected Revenue | Ricavo previsto; Fatturato previsto | Forventet omsætning | Ingreso esperado; Ingresos esperados | Erwarteter Umsatz
        close_date          | date_closed                         | Closed Date | Data chiusura | Lukket dato; Lukkedato | Fecha de cierre | Abschlussdatum; Geschlossen am
        sal_at              | date_open                           | Assignment Date | Data assegnazione | Tildelingsdato | Fecha de asignación | Zuweisungsdatum
        converted_date      | date_conversion                     | Conversion Date | Data di conversione | Konverteringsdato | Fecha de conversión | Konvertierungsdatum
        estimated_close_date | date_deadline                      | Expected Closing | Chiusura prevista | Forventet lukning | Cierre esperado; Cierre previsto | Erwarteter Abschluss
        lost_reason         | lost_reason_id; lost_reason         | Lost Reason | Motivo perdita | Tabsårsag; Årsag til tab | Motivo de la pérdida; Motivo de pérdida | Verlustgrund
        rating              | priority                            | Priority | Priorità | Prioritet | Prioridad | Priorität
        last_modified_date  | write_date                          | Last Updated on | Ultimo aggiornamento il | Sidst opdateret den | Última actualización el | Zuletzt aktualisiert am
        last_activity_date  | date_last_stage_update              | Last Stage Update | Ultimo aggiornamento fase | Seneste faseopdatering | Última actualización de etapa | Letzte Phasenaktualisierung
        """;
}
