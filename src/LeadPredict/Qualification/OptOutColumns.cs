using LeadPredict.Data;

namespace LeadPredict.Qualification;

/// <summary>
/// Columns in which CRMs keep who does not want to be contacted, known by name: "Do Not Call", <c>HasOptedOutOfEmail</c>, <c>donotphone</c>, <c>hs_email_optout</c> and the like. A lead is
/// opted out where such a column says yes; a missing value is no.
/// </summary>
static class OptOutColumns
{
    static readonly (string Channel, string[] Names)[] s_channels =
    [
        ("phone", ["donotcall", "donotphone", "donotcontactbyphone", "hasoptedoutofcalls", "phoneoptout", "calloptout", "optoutphone", "optedoutofcalls"]),
        ("email", ["donotemail", "hasoptedoutofemail", "hsemailoptout", "emailoptout", "optoutemail", "optedoutofemail", "unsubscribed", "unsubscribedfromallemail"]),
    ];

    static readonly string[] s_yes = ["yes", "y", "true", "1", "do not allow", "x", "ja", "sì", "si", "sí"];

    /// <summary>By channel, that none of the schema's columns says that the lead opted out; channels without such a column are left out.</summary>
    public static IReadOnlyList<ChannelConsent> Of(LeadSchema schema) =>
    [
        .. from channel in s_channels
           let rules = schema.Columns.Where(c => channel.Names.Contains(ColumnNames.Normalise(c.Name))).Select(NotOptedOut).OfType<LeadRule>().ToList()
           where rules.Count > 0
           select new ChannelConsent(channel.Channel, rules.Count == 1 ? rules[0] : new AllRule(rules)),
    ];

    static ColumnRule? NotOptedOut(LeadColumn column) => column.Kind switch
    {
        ColumnKind.Boolean => new ColumnRule(column.Name, RuleOperator.NotEqual, ["true"], RuleOutcome.Pass),
        ColumnKind.Number => new ColumnRule(column.Name, RuleOperator.NotEqual, ["1"], RuleOutcome.Pass),
        ColumnKind.Date => null,
        _ => new ColumnRule(column.Name, RuleOperator.NotIn, s_yes, RuleOutcome.Pass),
    };
}
