using System.Collections.Frozen;

namespace LeadPredict.Data;

/// <summary>
/// What is known of columns by their names: the canonical lead schema, the names that HubSpot, Salesforce and Dynamics give the same things, and
/// words for personal data in five languages. Names match exactly after <see cref="Normalise"/>; nothing is guessed from parts of a name.
/// </summary>
static class ColumnNames
{
    /// <summary>Lower case, letters and digits only: <c>Lead Number</c> and <c>lead_number</c> are <c>leadnumber</c>.</summary>
    public static string Normalise(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Names of the lead's identifier, best first.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["leadid", "hsobjectid", "leadnumber", "prospectid", "recordid", "id"];
    /// <summary>Names of the moment a lead was created, best first, then of its snapshot.</summary>
    public static IReadOnlyList<string> Times { get; } = ["createdat", "createdate", "createddate", "createdon", "createdtime", "snapshotat"];
    /// <summary>Names of the account a lead belongs to.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["accountid", "associatedcompanyid", "parentaccountid"];
    /// <summary>Names of the outcome.</summary>
    public static IReadOnlyList<string> Labels { get; } = ["becamesql", "converted", "isconverted", "y", "target", "label", "outcome"];
    /// <summary>Names of the true probability in generated data.</summary>
    public static IReadOnlyList<string> Truths { get; } = ["trueprobability"];

    /// <summary>Identifiers that are never features, whatever they hold.</summary>
    public static FrozenSet<string> OtherIds { get; } = Set("recordtypeid ownerid hubspotownerid campaignmemberid contactid convertedcontactid convertedaccountid convertedopportunityid");

    /// <summary>Personal data by name, in English, Italian, Danish, Spanish and German.</summary>
    public static FrozenSet<string> Personal { get; } = Set(
        """
        email emailaddress emailaddress1 emailaddress2 emailaddress3 mail workemail businessemail contactemail hsadditionalemails
        phone phonenumber telephone1 telephone2 telephone3 mobile mobilephone mobilenumber cellphone homephone workphone fax faxnumber hssearchablecalculatedphonenumber
        name firstname middlename lastname fullname surname givenname familyname contactname leadname customername companyname
        linkedin linkedinurl linkedinprofile twitterhandle skype ip ipaddress street streetaddress address address1 address2 addressline1 addressline2 address1line1 address1line2
        nome cognome nomecognome nomecompleto indirizzo indirizzoemail telefono cellulare numeroditelefono ragionesociale codicefiscale
        navn fornavn efternavn mellemnavn fuldenavn telefon telefonnummer mobilnummer mobiltelefon adresse emailadresse firmanavn cprnummer
        nombre nombres apellido apellidos nombrecompleto correo correoelectronico movil móvil telefonomovil teléfono direccion dirección
        vorname nachname vollständigername telefonnr handy handynummer mobilnummer straße strasse anschrift mailadresse firmenname
        """);

    /// <summary>Columns written by sales while qualifying: legal from the SAL point on.</summary>
    public static FrozenSet<string> KnownAtSal { get; } = Set(
        """
        budgetstatus budgetamount decisionmakerconfirmed decisionmaker purchaseprocess needlevel need purchasetimeframe interestconfirmed confirminterest
        fitevaluated evaluatefit estimatedamount
        """);

    /// <summary>Columns that know the outcome, and why.</summary>
    public static FrozenDictionary<string, string> Leaks { get; } = new (string Why, string Names)[]
    {
        ("a stage timestamp: later stages tell the outcome",
            """
            suspectat prospectat mqlat salat sqlat sqoat customerat disqualifiedat hslifecyclestageleaddate hslifecyclestagemarketingqualifiedleaddate
            hslifecyclestagesalesqualifiedleaddate hslifecyclestageopportunitydate hslifecyclestagecustomerdate converteddate closedate recentdealclosedate estimatedclosedate
            """),
        ("the lead's current stage or status, written when the outcome is known",
            "leadstage lifecyclestage hsleadstatus leadstatus status statecode statuscode salesstage salesstagecode stageid"),
        ("written at conversion",
            """
            becamesql becamesqo becamecustomer isconverted convertedaccountid convertedcontactid convertedopportunityid qualifyingopportunityid numassociateddeals
            recentdealamount totalrevenue hsanalyticsrevenue labelobserveduntil
            """),
        ("written when the lead is qualified or lost",
            "qualificationcomments schedulefollowupqualify disqualificationreason lostreason closedlostreason objection feedbackby feedbackat"),
        ("a seller's rating, given while qualifying", "rating leadrating leadqualitycode"),
        ("an earlier score",
            """
            hubspotscore hspredictivecontactscore hspredictivecontactscorebucket hspredictivescoringtier msdynleadscore msdynleadgrade msdynscorereasons
            scoreintelligence leadscore sqlprobability
            """),
        ("the last change, which is after the outcome in an export", "lastmodifieddate lastmodifiedat modifiedon noteslastupdated lastactivitydate lastactivityat lastactivityon updatedat updatedon"),
        ("sales effort after the hand-over", "numcontactednotes meetings calls engagementslastmeetingbooked initialcommunication"),
        ("evidence of a later stage", "productdemocompleted pricingdiscussion proposalsent rfpreceived discoverycall discoveryworkshop contractreviewed securityquestionnaire"),
        ("the seller: routing and skill, not the lead", "ownerid hubspotownerid"),
        ("permission to contact, not a quality of the lead", "consentstatus msdyngdproptout"),
    }.SelectMany(l => Words(l.Names).Select(n => (Name: n, l.Why))).DistinctBy(l => l.Name).ToFrozenDictionary(l => l.Name, l => l.Why);

    /// <summary>The aspect a canonical column speaks of.</summary>
    public static FrozenDictionary<string, ColumnGroup> Aspects { get; } = new (ColumnGroup Group, string Names)[]
    {
        (ColumnGroup.Fit,
            """
            segment language country region emaildomaintype hasphone nameplausible industry industrycode sic employeecount numemployees numberofemployees annualrevenue revenue
            currency transactioncurrencyid companyageyears companytype growthrate fundingtotal techmatchcount jobtitle title jobfunction joblevel seniority persona hspersona
            isexistingcustomer pastpurchasescount pastpurchasevalue fitrulescore state
            """),
        (ColumnGroup.Engagement,
            """
            webvisits30d pageviews30d hsanalyticsnumvisits hsanalyticsnumpageviews pricingpageviews30d demopageviews30d productpages30d sessionminutes30d topproductcategory
            landingpage hsanalyticsfirsturl emailsdelivered90d emailopens90d emailclicks90d emailreplies90d hsemaildelivered hsemailopen hsemailclick hsemailreplied emailbounced
            unsubscribed formsubmissions90d contactformsubmitted demorequested trialstarted numconversionevents contentdownloads90d gatedviews90d webinarsregistered90d
            webinarsattended90d events12m newslettersubscribed socialinteractions90d linkedinconnected chatsessions90d questionsasked90d touchpointstotal channelscount
            dayssincefirsttouch dayssincelasttouch daysinstage recyclecount
            """),
        (ColumnGroup.Intent,
            "intentscore intentsurge intenttopics30d competitorresearch30d reviewsitevisits30d thirdpartydownloads30d intentprovider intentobservedat"),
        (ColumnGroup.Bant,
            """
            declaredbudgetband declaredtimeline declaredroleindecision declaredneedcategory budgetstatus budgetamount decisionmakerconfirmed decisionmaker purchaseprocess
            needlevel need purchasetimeframe interestconfirmed fitevaluated
            """),
        (ColumnGroup.Source,
            """
            leadsource leadsourcecode hsanalyticssource sourcedetail hsanalyticssourcedata1 utmsource utmmedium utmcampaign campaignid lasttouchchannel hslatestsource
            referredbycustomer leadcost expecteddealvalue listprovenance
            """),
    }.SelectMany(g => Words(g.Names).Select(n => (Name: n, g.Group))).ToFrozenDictionary(g => g.Name, g => g.Group);

    /// <summary>Engagement and intent change until the snapshot, the rest of a canonical lead is known at creation; sales' columns from SAL on.</summary>
    public static KnownAt WhenKnown(string normalised) =>
        KnownAtSal.Contains(normalised) ? KnownAt.Sal
        : Aspects.TryGetValue(normalised, out var group) && group is ColumnGroup.Engagement or ColumnGroup.Intent ? KnownAt.Mql
        : KnownAt.Created;

    /// <summary>Whether the last word of a name says "identifier": id, number, nr, no, code of a record …</summary>
    public static bool EndsAsId(string name)
    {
        if (Ids.Contains(Normalise(name)) || OtherIds.Contains(Normalise(name))) return true;
        var end = name.Length;
        while (end > 0 && !char.IsLetterOrDigit(name[end - 1])) end--;
        var start = end;
        while (start > 0 && char.IsLetterOrDigit(name[start - 1])) start--;
        var word = name[start..end];
        // LeadId: a capital starts the last word.
        var capital = word.Length;
        while (capital > 0 && !(char.IsUpper(word[capital - 1]) && (capital == word.Length || char.IsLower(word[capital])))) capital--;
        var camel = capital > 0 ? word[(capital - 1)..] : word;
        return IsIdWord(word) || IsIdWord(camel);
    }

    static bool IsIdWord(string word) =>
        word.ToLowerInvariant() is "id" or "ids" or "number" or "nr" or "no" or "num" or "nummer" or "numero" or "número" or "uuid" or "guid" or "key" or "ref" or "identifier" or "index";

    static FrozenSet<string> Set(string words) => Words(words).ToFrozenSet(StringComparer.Ordinal);

    static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
