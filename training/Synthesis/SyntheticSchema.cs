using LeadPredict.Data;

namespace LeadPredict.Training.Synthesis;

/// <summary>
/// Every column of a synthetic file: what it is and how its cell is written, in one table, so that header, schema and cells
/// cannot fall out of step. Immutable, thread safe.
/// </summary>
static class SyntheticSchema
{
    internal sealed record Entry(LeadColumn Column, Action<Utf8RowWriter, SyntheticLead> Write);

    const string AfterTheFact = "known only after the outcome";

    /// <summary>The columns of a file without the truth, as a schema with the label "true" / "false".</summary>
    public static LeadSchema Columns => Schema(withTruth: false);

    /// <inheritdoc cref="Columns"/>
    public static LeadSchema Schema(bool withTruth) => new()
    {
        Columns = [.. Entries(withTruth).Select(e => e.Column)],
        PositiveLabel = "true",
        NegativeLabel = "false",
    };

    internal static IReadOnlyList<Entry> Entries(bool withTruth) => withTruth ? [.. s_entries, s_truth] : s_entries;

    static readonly Entry[] s_entries =
    [
        // Ids and context
        Other("lead_id", ColumnKind.Id, ColumnRole.Id, "Stable id of the lead.", (w, l) => w.Text(LeadId(l))),
        Other("account_id", ColumnKind.Id, ColumnRole.Group, "The company; several leads share one.",
            (w, l) => w.Text(Padded('A', l.Account.Number, 6))),
        Other("created_at", ColumnKind.Date, ColumnRole.Time, "Day the lead was created.", (w, l) => w.Day(l.CreatedDay)),
        Left("snapshot_at", ColumnKind.Date, KnownAt.Mql, "Day as of which engagement and intent are true; marketing qualifies on it.",
            "says when the lead was looked at, nothing of the lead", (w, l) => w.Day(l.SnapshotDay)),
        Fit("segment", ColumnKind.Category, null, "Line of business.", (w, l) => Name(w, Levels.Segment, l.Account.Segment)),
        Fit("country", ColumnKind.Category, null, "ISO 3166 code of the company's country.",
            (w, l) => Name(w, Levels.Country, l.Account.Country)),
        Left("consent_status", ColumnKind.Category, KnownAt.Mql, "Whether the person may be contacted: granted, none or opted_out.",
            "decides whether to contact, not whom to prefer", (w, l) => Name(w, Levels.Consent, l.Profile.Consent)),
        Source("list_provenance", ColumnKind.Category, null, "Where the address comes from: own, partner, purchased or unknown.",
            (w, l) => Name(w, Levels.Provenance, l.Profile.Provenance)),
        Person("email", "Address at a domain reserved for examples.", (w, l) => w.Text(Email(l))),
        Person("company_name", "Invented name of the company.", (w, l) => w.Text(l.EnteredTwice ? l.Account.ShortName : l.Account.Name)),

        // Fit
        Fit("email_domain_type", ColumnKind.Category, null, "Kind of mail domain: business, free, role, edu or disposable.",
            (w, l) => Name(w, Levels.EmailDomain, l.Profile.EmailDomain)),
        Fit("industry", ColumnKind.Category, null, "Industry of the company.", (w, l) => Name(w, Levels.Industry, l.Account.Industry)),
        Fit("employee_count", ColumnKind.Number, "employees", "Employees of the company.", (w, l) => Whole(w, l.Account.Employees)),
        Fit("annual_revenue", ColumnKind.Number, "EUR", "Revenue of the company a year; unknown more often for small firms.",
            (w, l) => Whole(w, l.Account.Revenue)),
        Fit("company_age_years", ColumnKind.Number, "years", "Years since the company was founded.",
            (w, l) => Whole(w, l.Account.AgeYears)),
        Fit("company_type", ColumnKind.Category, null, "Legal kind of company.",
            (w, l) => Name(w, Levels.CompanyType, l.Account.CompanyType)),
        Fit("tech_match_count", ColumnKind.Number, "technologies", "Technologies in use that the product works with.",
            (w, l) => Whole(w, l.Account.TechMatches)),
        Fit("job_function", ColumnKind.Category, null, "What the person works on.",
            (w, l) => Name(w, Levels.JobFunction, l.Profile.JobFunction)),
        Fit("job_level", ColumnKind.Category, null, "Rank of the person, from intern to c_level.",
            (w, l) => Name(w, Levels.JobLevel, l.Profile.JobLevel)),
        Fit("past_purchases_count", ColumnKind.Number, "purchases",
            "Purchases of the company before the lead was created; 0 is no customer yet.",
            (w, l) => w.Number(l.Account.PastPurchases)),

        // First-party engagement
        Engagement("web_visits_30d", ColumnKind.Number, "visits", "Visits of the web site in 30 days.",
            (w, l) => w.Number(l.Engagement.Visits)),
        Engagement("pricing_page_views_30d", ColumnKind.Number, "views", "Views of the price page in 30 days.",
            (w, l) => w.Number(l.Engagement.PricingViews)),
        Engagement("session_minutes_30d", ColumnKind.Number, "minutes", "Time on the web site in 30 days.",
            (w, l) => w.Decimal(l.Engagement.SessionTenths, 1)),
        Engagement("email_opens_90d", ColumnKind.Number, "mails", "Mails opened in 90 days; empty without consent to be tracked.",
            (w, l) => Whole(w, l.Engagement.Opens)),
        Engagement("email_clicks_90d", ColumnKind.Number, "clicks", "Mails clicked in 90 days; empty without consent to be tracked.",
            (w, l) => Whole(w, l.Engagement.Clicks)),
        Engagement("form_submissions_90d", ColumnKind.Number, "forms", "Forms sent in 90 days.", (w, l) => w.Number(l.Engagement.Forms)),
        Actionable(Engagement("demo_requested", ColumnKind.Boolean, null, "Asked for a demonstration on a form.",
            (w, l) => w.Boolean(l.Engagement.DemoRequested))),
        Actionable(Engagement("content_downloads_90d", ColumnKind.Number, "downloads", "Papers and case studies downloaded in 90 days.",
            (w, l) => w.Number(l.Engagement.Downloads))),
        Actionable(Engagement("webinars_attended_90d", ColumnKind.Number, "webinars", "Webinars attended in 90 days.",
            (w, l) => w.Number(l.Engagement.Webinars))),
        Engagement("days_since_last_touch", ColumnKind.Number, "days", "Days from the person's last act to the snapshot.",
            (w, l) => w.Number(l.Engagement.DaysSinceTouch)),

        // Third-party intent
        Intent("intent_provider", ColumnKind.Category, null,
            "Vendor that matched the company; empty, with the rest of the group, when none did.",
            (w, l) => Name(w, Levels.IntentProvider, l.Intent?.Provider ?? -1)),
        Intent("intent_score", ColumnKind.Number, "points of 100", "The vendor's estimate of research activity.",
            (w, l) => Whole(w, l.Intent?.Score)),
        Intent("intent_surge", ColumnKind.Boolean, null, "Activity well above the company's usual.", (w, l) => Flag(w, l.Intent?.Surge)),
        Intent("intent_topics_30d", ColumnKind.Number, "topics", "Relevant topics researched in 30 days.",
            (w, l) => Whole(w, l.Intent?.Topics)),
        Intent("competitor_research_30d", ColumnKind.Number, "searches", "Searches for competitors in 30 days.",
            (w, l) => Whole(w, l.Intent?.Competitors)),

        // Declared before any contact with sales
        Actionable(Declared("declared_budget_band", "Budget typed into a form, EUR; empty is mostly bad news.",
            (w, l) => Name(w, Levels.Budget, l.Declared.Budget))),
        Actionable(Declared("declared_timeline", "When they want to buy, typed into a form.", (w, l) => Name(w, Levels.Timeline, l.Declared.Timeline))),
        Actionable(Declared("declared_role_in_decision", "The person's own word on their part in the decision.",
            (w, l) => Name(w, Levels.DecisionRole, l.Declared.Role))),
        Actionable(Declared("declared_need_category", "What they need it for, typed into a form.", (w, l) => Name(w, Levels.Need, l.Declared.Need))),

        // Source and cost
        Source("lead_source", ColumnKind.Category, null, "Channel of the first contact.",
            (w, l) => Name(w, Levels.Source, l.Profile.Source)),
        Source("source_detail", ColumnKind.Category, null, "Place and campaign; many rare levels, some in other capitals.",
            (w, l) => w.Text(SourceDetail(l.Profile))),
        Source("lead_cost", ColumnKind.Number, "EUR", "What the lead cost.", (w, l) => Cents(w, l.Profile.CostCents)),
        Source("referred_by_customer", ColumnKind.Boolean, null, "A customer sent the person.",
            (w, l) => w.Boolean(l.Profile.ReferredByCustomer)),
        Source("expected_deal_value", ColumnKind.Number, "EUR", "Value of a deal, from segment and size, before contact.",
            (w, l) => Whole(w, l.Profile.ExpectedValue)),

        // Written by sales
        Confirmed("budget_status", ColumnKind.Number, "0 none to 3 will buy", "Budget as sales found it.",
            (w, l) => Whole(w, l.History.BudgetStatus)),
        Confirmed("decision_maker_confirmed", ColumnKind.Boolean, null, "Sales spoke with who decides.",
            (w, l) => Flag(w, l.History.DecisionMaker)),
        Confirmed("need_level", ColumnKind.Number, "0 must to 3 no need", "Need as sales found it.",
            (w, l) => Whole(w, l.History.NeedLevel)),
        Confirmed("purchase_timeframe", ColumnKind.Number, "0 now to 4 unknown", "Time of purchase as sales found it.",
            (w, l) => Whole(w, l.History.Timeframe)),
        Left("owner_id", ColumnKind.Category, KnownAt.Sal, "Sales person; given when marketing qualifies.",
            "stands for routing and the skill of sales, not for the lead", (w, l) => Id(w, 'R', l.History.Owner, 2)),

        // After the fact
        Late("rating", ColumnKind.Category, "Sales' own rating: Hot, Warm or Cold.", (w, l) => Rating(w, l.History.Rating)),
        Late("mql_at", ColumnKind.Date, "Day marketing qualified the lead.", (w, l) => Day(w, l.History.MqlDay)),
        Late("sal_at", ColumnKind.Date, "Day sales accepted the lead.", (w, l) => Day(w, l.History.SalDay)),
        Late("sql_at", ColumnKind.Date, "Day sales qualified the lead.", (w, l) => Day(w, l.History.SqlDay)),
        Late("sqo_at", ColumnKind.Date, "Day an opportunity was opened.", (w, l) => Day(w, l.History.SqoDay)),
        Late("customer_at", ColumnKind.Date, "Day of the first order.", (w, l) => Day(w, l.History.CustomerDay)),
        Late("disqualified_at", ColumnKind.Date, "Day the lead was turned down, or its deal was lost.", (w, l) => Day(w, l.History.DisqualifiedDay)),
        Late("lead_stage", ColumnKind.Category, "Stage on the day of the export.", (w, l) => w.Text(l.History.Stage)),
        Late("disqualification_reason", ColumnKind.Category, "Why the lead was turned down, or its deal was lost.",
            (w, l) => Name(w, Levels.Disqualification, l.History.Reason)),
        Late("last_activity_at", ColumnKind.Date, "Day of the last activity, as on the day of the export.",
            (w, l) => w.Day(l.History.LastActivityDay)),
        new(new LeadColumn
        {
            Name = "became_sql", Kind = ColumnKind.Boolean, Role = ColumnRole.Label, KnownAt = KnownAt.Outcome,
            TrueText = "true", FalseText = "false",
            Description = "The lead became an SQL within 90 days of its creation; empty while that is open.",
        }, (w, l) => Flag(w, l.History.BecameSql)),
    ];

    static readonly Entry s_truth = new(new LeadColumn
    {
        Name = "true_probability",
        Kind = ColumnKind.Number,
        Role = ColumnRole.Truth,
        KnownAt = KnownAt.Outcome,
        Description = "The probability with which the outcome was drawn.",
    }, (w, l) => w.Decimal(l.TrueMillionths, 6));

    static Entry Feature(string name, ColumnKind kind, ColumnGroup group, KnownAt knownAt, string? unit, string description,
        Action<Utf8RowWriter, SyntheticLead> write) => new(new LeadColumn
        {
            Name = name,
            Kind = kind,
            Role = ColumnRole.Feature,
            Group = group,
            KnownAt = knownAt,
            Unit = unit,
            Description = description,
            TrueText = kind == ColumnKind.Boolean ? "true" : null,
            FalseText = kind == ColumnKind.Boolean ? "false" : null,
        }, write);

    // Somebody can ask for it, or invite to it.
    static Entry Actionable(Entry entry) => entry with { Column = entry.Column with { Actionable = true } };

    static Entry Fit(string name, ColumnKind kind, string? unit, string description, Action<Utf8RowWriter, SyntheticLead> write) =>
        Feature(name, kind, ColumnGroup.Fit, KnownAt.Created, unit, description, write);

    static Entry Engagement(string name, ColumnKind kind, string? unit, string description, Action<Utf8RowWriter, SyntheticLead> write) =>
        Feature(name, kind, ColumnGroup.Engagement, KnownAt.Mql, unit, description, write);

    static Entry Intent(string name, ColumnKind kind, string? unit, string description, Action<Utf8RowWriter, SyntheticLead> write) =>
        Feature(name, kind, ColumnGroup.Intent, KnownAt.Mql, unit, description, write);

    static Entry Declared(string name, string description, Action<Utf8RowWriter, SyntheticLead> write) =>
        Feature(name, ColumnKind.Category, ColumnGroup.Bant, KnownAt.Created, null, description, write);

    static Entry Source(string name, ColumnKind kind, string? unit, string description, Action<Utf8RowWriter, SyntheticLead> write) =>
        Feature(name, kind, ColumnGroup.Source, KnownAt.Created, unit, description, write);

    // A feature only for a model that predicts after sales has accepted the lead.
    static Entry Confirmed(string name, ColumnKind kind, string? unit, string description, Action<Utf8RowWriter, SyntheticLead> write) =>
        Feature(name, kind, ColumnGroup.Bant, KnownAt.Sal, unit, description, write);

    static Entry Left(string name, ColumnKind kind, KnownAt knownAt, string description, string because,
        Action<Utf8RowWriter, SyntheticLead> write) =>
        new(new LeadColumn
        {
            Name = name,
            Kind = kind,
            Role = ColumnRole.Excluded,
            KnownAt = knownAt,
            Description = description,
            ExcludedBecause = because,
        }, write);

    static Entry Late(string name, ColumnKind kind, string description, Action<Utf8RowWriter, SyntheticLead> write) =>
        Left(name, kind, KnownAt.Outcome, description, AfterTheFact, write);

    static Entry Person(string name, string description, Action<Utf8RowWriter, SyntheticLead> write) => new(new LeadColumn
    {
        Name = name,
        Kind = ColumnKind.Text,
        Role = ColumnRole.Excluded,
        Personal = true,
        Description = description,
        ExcludedBecause = "personal data",
    }, write);

    static Entry Other(string name, ColumnKind kind, ColumnRole role, string description, Action<Utf8RowWriter, SyntheticLead> write) =>
        new(new LeadColumn { Name = name, Kind = kind, Role = role, Description = description }, write);

    static string LeadId(SyntheticLead lead) => Padded('L', lead.Id, 7);

    static string Padded(char prefix, long number, int digits) =>
        prefix + number.ToString("D" + (char)('0' + digits), System.Globalization.CultureInfo.InvariantCulture);

    static string Email(SyntheticLead lead)
    {
        var person = lead.EnteredTwice ? lead.Profile.Person.ToUpperInvariant() : lead.Profile.Person;
        return Levels.EmailDomain.Name(lead.Profile.EmailDomain) switch
        {
            "business" => $"{person}@{lead.Account.Domain}",
            "role" => $"info@{lead.Account.Domain}",
            "free" => $"{person}@mail.example.net",
            "edu" => $"{person}@campus.example.org",
            _ => $"{person}@throwaway.example.net",
        };
    }

    static string SourceDetail(LeadProfile profile)
    {
        var text = Levels.SourcePlaces[profile.Source][profile.Place] + "-" + Padded('c', profile.Campaign, 2);
        return profile.Spelling switch { 1 => text.ToLowerInvariant(), 2 => text.ToUpperInvariant(), _ => text };
    }

    static void Name(Utf8RowWriter writer, LevelSet levels, int index)
    {
        if (index < 0) writer.Missing();
        else writer.Text(levels.Name(index));
    }

    static void Whole(Utf8RowWriter writer, long? value)
    {
        if (value is { } known) writer.Number(known);
        else writer.Missing();
    }

    static void Cents(Utf8RowWriter writer, long? value)
    {
        if (value is { } known) writer.Decimal(known, 2);
        else writer.Missing();
    }

    static void Flag(Utf8RowWriter writer, bool? value)
    {
        if (value is { } known) writer.Boolean(known);
        else writer.Missing();
    }

    static void Day(Utf8RowWriter writer, int? day)
    {
        if (day is { } known) writer.Day(known);
        else writer.Missing();
    }

    static void Id(Utf8RowWriter writer, char prefix, int? number, int digits)
    {
        if (number is { } known) writer.Text(Padded(prefix, known, digits));
        else writer.Missing();
    }

    static void Rating(Utf8RowWriter writer, int? rating)
    {
        if (rating is { } known) writer.Text(Levels.Rating[known]);
        else writer.Missing();
    }
}
