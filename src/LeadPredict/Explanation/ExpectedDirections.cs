using LeadPredict.Data;

namespace LeadPredict.Explanation;

/// <summary>
/// In which direction a column should move a lead, as far as that is known beforehand: what the schema declares, else what the columns of the canonical lead
/// schema mean. Other names are not guessed at.
/// </summary>
static class ExpectedDirections
{
    static readonly HashSet<string> s_raising = new(StringComparer.OrdinalIgnoreCase)
    {
        "demo_requested", "contact_form_submitted", "trial_started", "form_submissions_90d", "questions_asked_90d", "chat_sessions_90d", "web_visits_30d",
        "page_views_30d", "pricing_page_views_30d", "demo_page_views_30d", "product_pages_30d", "session_minutes_30d", "email_opens_90d", "email_clicks_90d", "email_replies_90d",
        "content_downloads_90d", "gated_views_90d", "webinars_registered_90d", "webinars_attended_90d", "events_12m", "intent_score", "intent_surge", "intent_topics_30d",
        "competitor_research_30d", "review_site_visits_30d", "third_party_downloads_30d", "referred_by_customer", "is_existing_customer", "past_purchases_count",
        "past_purchase_value", "fit_rule_score", "tech_match_count", "has_phone", "name_plausible", "budget_status", "decision_maker_confirmed",
    };

    static readonly HashSet<string> s_lowering = new(StringComparer.OrdinalIgnoreCase)
    {
        "days_since_last_touch", "email_bounced", "unsubscribed", "recycle_count", "need_level", "purchase_timeframe",
    };

    /// <summary>1, -1, or 0 where nothing is known.</summary>
    public static int Of(LeadColumn column) => column switch
    {
        { Kind: ColumnKind.Category } => 0,
        { Monotone: Monotonicity.Increasing } => 1,
        { Monotone: Monotonicity.Decreasing } => -1,
        _ => s_raising.Contains(column.Name) ? 1 : s_lowering.Contains(column.Name) ? -1 : 0,
    };
}
