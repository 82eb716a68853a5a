# Read by the image's entry once, when the volume is empty: a database for each service, which belongs to a user of the same name. A
# user's password is the file of that name in the Secret postgres; without one it has none, and gets in only where the server trusts
# everybody.
for name in registry billing housekeeping pharmacy email sms ambulance_alerts; do
  file=/run/secrets/postgres/$name
  # Words are quoted by psql, not here. It reads no variables in -c.
  if [[ -s $file ]]; then
    psql --set ON_ERROR_STOP=1 --set name="$name" --set password="$(<"$file")" --username postgres <<<'CREATE ROLE :"name" LOGIN PASSWORD :'"'password'"';'
  else
    psql --set ON_ERROR_STOP=1 --set name="$name" --username postgres <<<'CREATE ROLE :"name" LOGIN;'
  fi
  psql --set ON_ERROR_STOP=1 --set name="$name" --username postgres <<<'CREATE DATABASE :"name" OWNER :"name";'
  psql --set ON_ERROR_STOP=1 --set name="$name" --username postgres <<<'REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;'
done
