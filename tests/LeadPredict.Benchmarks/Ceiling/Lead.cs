using System.Text.Json.Serialization;

namespace LeadPredict.Ceiling;

/// <summary>A lead of the shipped data as most services would declare it: one property a column, bound by System.Text.Json.</summary>
sealed record Lead
{
    [JsonPropertyName("lead_id")] public string? LeadId { get; init; }
    [JsonPropertyName("annual_revenue")] public double? AnnualRevenue { get; init; }
    [JsonPropertyName("company_age_years")] public double? CompanyAgeYears { get; init; }
    [JsonPropertyName("company_type")] public string? CompanyType { get; init; }
    [JsonPropertyName("competitor_research_30d")] public double? CompetitorResearch30d { get; init; }
    [JsonPropertyName("content_downloads_90d")] public double? ContentDownloads90d { get; init; }
    [JsonPropertyName("country")] public string? Country { get; init; }
    [JsonPropertyName("days_since_last_touch")] public double? DaysSinceLastTouch { get; init; }
    [JsonPropertyName("declared_budget_band")] public string? DeclaredBudgetBand { get; init; }
    [JsonPropertyName("declared_need_category")] public string? DeclaredNeedCategory { get; init; }
    [JsonPropertyName("declared_role_in_decision")] public string? DeclaredRoleInDecision { get; init; }
    [JsonPropertyName("declared_timeline")] public string? DeclaredTimeline { get; init; }
    [JsonPropertyName("demo_requested")] public bool? DemoRequested { get; init; }
    [JsonPropertyName("email_clicks_90d")] public double? EmailClicks90d { get; init; }
    [JsonPropertyName("email_domain_type")] public string? EmailDomainType { get; init; }
    [JsonPropertyName("email_opens_90d")] public double? EmailOpens90d { get; init; }
    [JsonPropertyName("employee_count")] public double? EmployeeCount { get; init; }
    [JsonPropertyName("expected_deal_value")] public double? ExpectedDealValue { get; init; }
    [JsonPropertyName("form_submissions_90d")] public double? FormSubmissions90d { get; init; }
    [JsonPropertyName("industry")] public string? Industry { get; init; }
    [JsonPropertyName("intent_provider")] public string? IntentProvider { get; init; }
    [JsonPropertyName("intent_score")] public double? IntentScore { get; init; }
    [JsonPropertyName("intent_surge")] public bool? IntentSurge { get; init; }
    [JsonPropertyName("intent_topics_30d")] public double? IntentTopics30d { get; init; }
    [JsonPropertyName("job_function")] public string? JobFunction { get; init; }
    [JsonPropertyName("job_level")] public string? JobLevel { get; init; }
    [JsonPropertyName("lead_cost")] public double? LeadCost { get; init; }
    [JsonPropertyName("lead_source")] public string? LeadSource { get; init; }
    [JsonPropertyName("list_provenance")] public string? ListProvenance { get; init; }
    [JsonPropertyName("past_purchases_count")] public double? PastPurchasesCount { get; init; }
    [JsonPropertyName("pricing_page_views_30d")] public double? PricingPageViews30d { get; init; }
    [JsonPropertyName("referred_by_customer")] public bool? ReferredByCustomer { get; init; }
    [JsonPropertyName("segment")] public string? Segment { get; init; }
    [JsonPropertyName("session_minutes_30d")] public double? SessionMinutes30d { get; init; }
    [JsonPropertyName("source_detail")] public string? SourceDetail { get; init; }
    [JsonPropertyName("tech_match_count")] public double? TechMatchCount { get; init; }
    [JsonPropertyName("web_visits_30d")] public double? WebVisits30d { get; init; }
    [JsonPropertyName("webinars_attended_90d")] public double? WebinarsAttended90d { get; init; }
}
