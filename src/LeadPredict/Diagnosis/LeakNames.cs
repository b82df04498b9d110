using System.Collections.Frozen;
using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Diagnosis;

/// <summary>
/// Words in a column's name that say it is kept up while or after a lead is decided, in English, Italian, Danish, Spanish and German. A name alone
/// convicts nobody: it lowers what the statistics must show. Whole words count, without case and accents.
/// </summary>
static class LeakNames
{
    /// <summary>How much a name says.</summary>
    public enum Strength
    {
        None,
        /// <summary>Words that stand for such columns now and then: a duration, a status, a score.</summary>
        Some,
        /// <summary>Words that stand for little else: the last activity, the stage, the reason it was lost.</summary>
        Much,
    }

    // Each a phrase; its words must follow one another in the name.
    static readonly FrozenSet<string> s_much = Set(
        // The snapshot taken at export.
        "last activity|last notable activity|last action|last contact|last contacted|last touch date|last engagement|last modified|last updated|last update|last status|last call|last email|last meeting|"
        + "ultima attivita|ultimo contatto|ultima modifica|ultimo aggiornamento|ultima azione|ultima chiamata|seneste aktivitet|sidste aktivitet|seneste kontakt|sidste kontakt|senest aendret|sidst aendret|senest opdateret|"
        + "ultima actividad|ultimo contacto|ultima modificacion|ultima actualizacion|ultima llamada|letzte aktivitat|letzter kontakt|letzte anderung|zuletzt geandert|zuletzt aktualisiert|letzter anruf|"
        // Stage, status and outcome.
        + "lead stage|deal stage|sales stage|pipeline|pipeline stage|lead status|contact status|deal status|opportunity status|status lead|closed|close date|close reason|closing date|won|lost|win|lose|winner|loss reason|lost reason|"
        + "outcome|disposition|disqualified|disqualification|rejection reason|deal amount|deal value|opportunity|opportunities|converted|conversion date|conversion status|qualified at|qualified by|qualified on|customer since|became customer|"
        + "stato lead|stato trattativa|fase vendita|opportunita|vinto|vinta|perso|persa|motivo perdita|motivo della perdita|data chiusura|chiuso|chiusa|esito|convertito|convertita|squalificato|cliente dal|"
        + "leadstatus|status pa lead|salgsfase|salgsmulighed|mulighed|vundet|tabt|tabsarsag|arsag til tab|lukkedato|lukket|udfald|konverteret|diskvalificeret|kunde siden|"
        + "estado del lead|estado lead|etapa de venta|oportunidad|ganado|ganada|perdido|perdida|motivo de perdida|fecha de cierre|fecha cierre|cerrado|cerrada|convertido|convertida|descalificado|cliente desde|"
        + "verkaufsphase|verkaufschance|gewonnen|verloren|verlustgrund|abschluss|abschlussdatum|abgeschlossen|konvertiert|disqualifiziert|kunde seit|"
        // What a seller, or another score, says of the lead.
        + "tag|tags|etichetta|etichette|maerker|etiqueta|etiquetas|schlagwort|schlagworter|lead quality|lead profile|lead grade|lead rating|lead score|lead temperature|contact score|predictive score|activity score|activity index|profile score|profile index|"
        + "qualita lead|qualita del lead|punteggio lead|leadkvalitet|leadscore|calidad del lead|calidad lead|puntuacion lead|leadqualitat|leadbewertung|"
        // What comes with a sale.
        + "contract date|contract value|contract signed|invoice|proposal sent|quote sent|fattura|preventivo|data contratto|faktura|kontraktdato|factura|fecha contrato|rechnung|vertragsdatum|"
        // The work after the hand-over.
        + "call duration|talk time|call outcome|call result|meeting held|demo completed|follow up|followup|next step|next action|handover|handed over|owner after|assigned after|sales note|sales notes|sales comment|sales comments|"
        + "durata chiamata|durata della chiamata|prossima azione|opkaldsvarighed|naeste skridt|duracion de la llamada|proximo paso|gesprachsdauer|anrufdauer|nachster schritt");

    static readonly FrozenSet<string> s_some = Set(
        "duration|durata|varighed|duracion|dauer|status|stato|estado|zustand|score|punteggio|puntuacion|punktzahl|rating|valutazione|vurdering|valoracion|bewertung|grade|tier|quality|qualita|kvalitet|calidad|qualitat|result|risultato|resultat|resultado|ergebnis|"
        + "stage|fase|etapa|phase|deal|deals|trattativa|contract|proposal|quote|signed|onboarding|renewal|churn|refund|contratto|firmato|kontrakt|tilbud|contrato|propuesta|firmado|vertrag|angebot|"
        + "reason|motivo|arsag|grund|calls|chiamate|opkald|llamadas|anrufe|meetings|riunioni|moder|reuniones|termine|note|notes|comment|comments|commenti|kommentar|comentarios|notizen|notas|noter|"
        + "owner|responsabile|ejer|propietario|eigentumer|updated|modified|after|final|activity|attivita|aktivitet|actividad|aktivitat|response|risposta|svar|respuesta|antwort|feedback");

    // As the whole name these leave no doubt; beside other words (a funding stage, a marital status) they do.
    static readonly FrozenSet<string> s_whole = Set("stage|status|state code|fase|stato|etapa|phase|zustand|deal|deals|trattativa|qualified|qualification status|result|risultato|resultat|resultado|ergebnis|reason|notes|comments|calls|meetings");

    /// <summary>What <paramref name="name"/> says. The canonical columns that are known in time say nothing, whatever words they have.</summary>
    public static Strength Of(string name)
    {
        if (ColumnNames.Aspects.ContainsKey(ColumnNames.Normalise(name))) return Strength.None;
        var words = Words(name);
        if (words.Count == 0) return Strength.None;
        return s_whole.Contains(string.Join(' ', words)) || Holds(words, s_much) ? Strength.Much : Holds(words, s_some) ? Strength.Some : Strength.None;
    }

    static bool Holds(List<string> words, FrozenSet<string> phrases)
    {
        for (var start = 0; start < words.Count; start++)
            for (var end = start + 1; end <= Math.Min(words.Count, start + 4); end++)
                if (phrases.Contains(string.Join(' ', words[start..end]))) return true;
        return false;
    }

    /// <summary>Words of letters, split at other characters and where a capital follows a small letter; lower case, without accents.</summary>
    static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var lastWasSmall = false;
        foreach (var c in name)
        {
            if (!char.IsLetter(c) || (char.IsUpper(c) && lastWasSmall)) End();
            if (char.IsLetter(c)) word.Append(Plain(char.ToLowerInvariant(c)));
            lastWasSmall = char.IsLower(c);
        }
        End();
        return words;

        void End()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
    }

    // By hand: without ICU the framework takes no accent off.
    static string Plain(char c) => c switch
    {
        'à' or 'á' or 'â' or 'ã' or 'ä' or 'å' => "a",
        'è' or 'é' or 'ê' or 'ë' => "e",
        'ì' or 'í' or 'î' or 'ï' => "i",
        'ò' or 'ó' or 'ô' or 'õ' or 'ö' or 'ø' => "o",
        'ù' or 'ú' or 'û' or 'ü' => "u",
        'ñ' => "n",
        'ç' => "c",
        'æ' => "ae",
        'ß' => "ss",
        _ => c.ToString(),
    };

    static FrozenSet<string> Set(string phrases) => phrases.Split('|', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
