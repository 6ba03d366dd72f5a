-- What keeps the books true, whoever connects (LED-1).
--
-- Checks run once for a statement, over all its rows, as the owner, so they see every company's
-- rows and compare companies themselves. A session keeps their plans, made when the tables may have
-- been empty: so each look-up is a subquery that can only use the primary key (OFFSET 0 keeps the
-- planner from turning it into another join).

CREATE SEQUENCE ledger_control_number;

-- Posting and closing meet here: who posts shares the lock, who closes has it alone (LED-6).
-- A company with thousands of books shares 64 locks, so that a bulk never runs out of them.
CREATE FUNCTION ledger_books_lock(book_id bigint) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (book_id & 63)::integer;

-- A chart's accounts and a book's closed periods are its own company's.
ALTER TABLE ledger_book ADD CONSTRAINT book_of_company UNIQUE (id, company_id);
ALTER TABLE ledger_ledgeraccount ADD CONSTRAINT ledgeraccount_in_book_of_company
    FOREIGN KEY (book_id, company_id) REFERENCES ledger_book (id, company_id);
ALTER TABLE ledger_fiscalperiod ADD CONSTRAINT fiscalperiod_in_book_of_company
    FOREIGN KEY (book_id, company_id) REFERENCES ledger_book (id, company_id);

CREATE FUNCTION ledger_first_open_date(closed_period integer) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (make_date(closed_period / 100, closed_period % 100, 1) + interval '1 month')::date;

CREATE FUNCTION ledger_check_journal_entries() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    wrong record;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'journal entries are posted in a transaction that is read committed'
            USING ERRCODE = 'restrict_violation',
                DETAIL = 'Another one would not see a period that has just been closed.';
    END IF;

    PERFORM pg_advisory_xact_lock_shared(19520, ledger_books_lock(book_id)) FROM new_rows;

    SELECT entry.id, entry.book_id, entry.property_date, entry.posting_count,
        book.company_id = entry.company_id AS in_book_of_company, closed.period AS closed_period,
        last.line IS NOT NULL AS has_lines,
        entry.reverses_id IS NULL OR original.book_id = entry.book_id AS reverses_in_book
    INTO wrong
    FROM new_rows AS entry
    LEFT JOIN LATERAL (
        SELECT company_id FROM ledger_book WHERE id = entry.book_id OFFSET 0
    ) AS book ON true
    LEFT JOIN LATERAL (
        SELECT period FROM ledger_fiscalperiod
        WHERE book_id = entry.book_id ORDER BY period DESC LIMIT 1
    ) AS closed ON entry.property_date < ledger_first_open_date(closed.period)
    LEFT JOIN LATERAL (
        SELECT line FROM ledger_posting
        WHERE journal_entry_id = entry.id AND line = entry.posting_count OFFSET 0
    ) AS last ON true
    LEFT JOIN LATERAL (
        SELECT book_id FROM ledger_journalentry
        WHERE id = entry.reverses_id AND id <> entry.id OFFSET 0
    ) AS original ON true
    WHERE (
        book.company_id = entry.company_id AND closed.period IS NULL AND last.line IS NOT NULL
        AND (entry.reverses_id IS NULL OR original.book_id = entry.book_id)
    ) IS NOT TRUE
    LIMIT 1;

    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF wrong.in_book_of_company IS NOT TRUE THEN
        RAISE EXCEPTION 'journal entry % is not in a book of its company', wrong.id
            USING ERRCODE = 'foreign_key_violation';
    ELSIF wrong.closed_period IS NOT NULL THEN
        RAISE EXCEPTION 'book % is closed through %, a journal entry is dated %',
                wrong.book_id, wrong.closed_period, wrong.property_date
            USING ERRCODE = 'RT001';
    ELSIF NOT wrong.has_lines THEN
        RAISE EXCEPTION 'journal entry % lacks its % lines', wrong.id, wrong.posting_count
            USING ERRCODE = 'restrict_violation',
                HINT = 'Insert an entry and all its lines in one statement.';
    ELSE
        RAISE EXCEPTION 'journal entry % reverses none of its book', wrong.id
            USING ERRCODE = 'foreign_key_violation';
    END IF;
END $$;

-- Lines 1 to n come at once; the primary key takes each of them once, so none comes later.
CREATE FUNCTION ledger_check_postings() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    wrong record;
BEGIN
    SELECT lines.*, entry.posting_count INTO wrong
    FROM (
        SELECT posting.journal_entry_id AS id, posting.company_id, sum(signed_cents) AS signed_cents,
            count(*) AS line_count, min(line) AS first_line, max(line) AS last_line,
            count(ledger_account.book_id) AS account_count,
            min(ledger_account.book_id) AS book_id, max(ledger_account.book_id) AS last_book_id
        FROM new_rows AS posting
        LEFT JOIN LATERAL (
            SELECT book_id FROM ledger_ledgeraccount
            WHERE id = posting.ledger_account_id OFFSET 0
        ) AS ledger_account ON true
        GROUP BY posting.journal_entry_id, posting.company_id
    ) AS lines
    LEFT JOIN LATERAL (
        SELECT posting_count, book_id, company_id FROM ledger_journalentry
        WHERE id = lines.id OFFSET 0
    ) AS entry ON entry.company_id = lines.company_id
    WHERE (
        lines.signed_cents = 0
        AND lines.line_count = entry.posting_count
        AND lines.first_line = 1 AND lines.last_line = entry.posting_count
        AND lines.account_count = lines.line_count
        AND lines.book_id = entry.book_id AND lines.last_book_id = entry.book_id
    ) IS NOT TRUE
    LIMIT 1;

    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF wrong.posting_count IS NULL THEN
        RAISE EXCEPTION 'there is no journal entry % of this company', wrong.id
            USING ERRCODE = 'foreign_key_violation';
    ELSIF wrong.line_count <> wrong.posting_count OR wrong.first_line <> 1
            OR wrong.last_line <> wrong.posting_count THEN
        RAISE EXCEPTION 'journal entry % has % lines, which come with it: 1 to %',
                wrong.id, wrong.posting_count, wrong.posting_count
            USING ERRCODE = 'restrict_violation',
                HINT = 'Post a new journal entry that names what it corrects.';
    ELSIF wrong.signed_cents <> 0 THEN
        RAISE EXCEPTION 'journal entry % is out of balance by % cents',
                wrong.id, wrong.signed_cents
            USING ERRCODE = 'check_violation';
    ELSE
        RAISE EXCEPTION 'journal entry % has a line outside its book', wrong.id
            USING ERRCODE = 'foreign_key_violation';
    END IF;
END $$;

CREATE FUNCTION ledger_wait_for_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(19520, public.ledger_books_lock(NEW.book_id));
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_refuse_moving() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % stays what and where it is; only its name and number change',
            TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER ledger_journalentry_checked AFTER INSERT ON ledger_journalentry
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_journal_entries();
CREATE TRIGGER ledger_posting_checked AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_postings();
CREATE TRIGGER ledger_fiscalperiod_waits BEFORE INSERT ON ledger_fiscalperiod
    FOR EACH ROW EXECUTE FUNCTION ledger_wait_for_posting();
CREATE TRIGGER ledger_book_stays BEFORE UPDATE ON ledger_book
    FOR EACH ROW WHEN (
        (OLD.id, OLD.company_id, OLD.kind) IS DISTINCT FROM (NEW.id, NEW.company_id, NEW.kind)
    ) EXECUTE FUNCTION ledger_refuse_moving();
CREATE TRIGGER ledger_ledgeraccount_stays BEFORE UPDATE ON ledger_ledgeraccount
    FOR EACH ROW WHEN (
        (OLD.id, OLD.company_id, OLD.book_id, OLD.key, OLD.kind)
        IS DISTINCT FROM (NEW.id, NEW.company_id, NEW.book_id, NEW.key, NEW.kind)
    ) EXECUTE FUNCTION ledger_refuse_moving();
CREATE TRIGGER ledger_book_kept BEFORE DELETE OR TRUNCATE ON ledger_book
    FOR EACH STATEMENT EXECUTE FUNCTION rentrail_refuse_change();
CREATE TRIGGER ledger_ledgeraccount_kept BEFORE DELETE OR TRUNCATE ON ledger_ledgeraccount
    FOR EACH STATEMENT EXECUTE FUNCTION rentrail_refuse_change();
REVOKE DELETE, TRUNCATE ON ledger_book, ledger_ledgeraccount FROM rentrail_app;

-- Journal entries to be posted, as parallel arrays, and their lines, each with the place of its entry.
CREATE TYPE ledger_entry_drafts AS (
    book_ids bigint[], property_dates date[], transaction_codes text[], descriptions text[],
    documents text[], sources text[], control_numbers bigint[], reverses_ids bigint[],
    by_staff boolean[], posting_counts smallint[],
    line_places integer[], line_numbers smallint[], ledger_account_ids bigint[],
    subject_ids bigint[], signed_cents bigint[]
);

-- Posts journal entries and their lines in one statement. Answers with the new ids, null where the
-- source was posted before; or, without posting, with the places of staff's entries in closed
-- periods.
CREATE FUNCTION ledger_post(
    company_id bigint, posted_by text, recorded_at timestamptz, drafts ledger_entry_drafts,
    OUT ids bigint[], OUT closed_places integer[]
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET plan_cache_mode = force_generic_plan
    SET enable_hashjoin = on SET enable_nestloop = off AS $$
#variable_conflict use_column
DECLARE
    property_dates date[] := drafts.property_dates;
    belongs_to_dates date[];  -- of entries that move out of a closed period
    posted_count integer;
BEGIN
    IF company_id IS DISTINCT FROM nullif(current_setting('rentrail.company_id', true), '')::bigint THEN
        RAISE EXCEPTION 'company % is not the one being worked for', company_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;

    IF EXISTS (
        SELECT FROM ledger_fiscalperiod
        WHERE book_id = ANY (drafts.book_ids)
            AND ledger_first_open_date(period) > (SELECT min(day) FROM unnest(property_dates) AS day)
    ) THEN
        SELECT array_agg(place ORDER BY place) FILTER (WHERE property_date < first_open AND by_staff),
            array_agg(CASE WHEN property_date < first_open THEN property_date END ORDER BY place),
            array_agg(greatest(property_date, first_open) ORDER BY place)
        INTO closed_places, belongs_to_dates, property_dates
        FROM unnest(drafts.book_ids, property_dates, drafts.by_staff) WITH ORDINALITY
            AS draft (book_id, property_date, by_staff, place)
        LEFT JOIN (
            SELECT book_id, ledger_first_open_date(max(period)) AS first_open
            FROM ledger_fiscalperiod WHERE book_id = ANY (drafts.book_ids) GROUP BY book_id
        ) AS closed USING (book_id);
        IF closed_places IS NOT NULL THEN
            RETURN;
        END IF;
    END IF;

    FOR place IN 1 .. cardinality(drafts.book_ids) LOOP
        ids[place] := nextval('ledger_journalentry_id_seq');
    END LOOP;

    WITH entries AS (
        INSERT INTO ledger_journalentry (
            id, company_id, book_id, posting_count, control_number, property_date, recorded_at,
            belongs_to_date, transaction_code, description, document, source, posted_by, reverses_id
        )
        SELECT ids[place], ledger_post.company_id, book_id, posting_count,
            coalesce(control_number, nextval('ledger_control_number')),
            property_date, ledger_post.recorded_at, belongs_to_date, transaction_code,
            description, document, source, ledger_post.posted_by, reverses_id
        FROM unnest(
            drafts.book_ids, property_dates, belongs_to_dates, drafts.transaction_codes,
            drafts.descriptions, drafts.documents, drafts.sources, drafts.control_numbers,
            drafts.reverses_ids, drafts.posting_counts
        ) WITH ORDINALITY AS draft (
            book_id, property_date, belongs_to_date, transaction_code, description, document,
            source, control_number, reverses_id, posting_count, place
        )
        ON CONFLICT (book_id, source) DO NOTHING
        RETURNING id
    ), postings AS (
        INSERT INTO ledger_posting (
            company_id, journal_entry_id, line, ledger_account_id, subject_id, signed_cents
        )
        SELECT ledger_post.company_id, entries.id, number, ledger_account_id, subject_id,
            signed_cents
        FROM unnest(
            drafts.line_places, drafts.line_numbers, drafts.ledger_account_ids, drafts.subject_ids,
            drafts.signed_cents
        ) AS draft (place, number, ledger_account_id, subject_id, signed_cents)
        JOIN entries ON entries.id = ids[draft.place]
    )
    SELECT count(*) INTO posted_count FROM entries;

    IF posted_count < cardinality(ids) THEN
        ids := ARRAY(
            SELECT entry.id
            FROM unnest(ids) WITH ORDINALITY AS draft (id, place)
            LEFT JOIN ledger_journalentry AS entry ON entry.id = draft.id
            ORDER BY draft.place
        );
    END IF;
END $$;
